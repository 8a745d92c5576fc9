import { describe, expect, it, jest } from '@jest/globals';
import { Destinations, type LookUp } from './destinations.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('destinations', () => {
  it('answer at once with the domain itself, and know better once its MX are known', async () => {
    const destinations = new Destinations(async () => ['aspmx.l.google.com']);
    expect(destinations.of('School.example.ca', 0)).toEqual({ name: 'school.example.ca', kind: 'domain' });
    await settled();
    expect(destinations.of('school.example.ca', 1)).toEqual({ name: 'google', kind: 'provider' });
  });

  it('ask once for a domain, never for a mailbox provider, and never for a name that is nobody’s', async () => {
    const lookUp = jest.fn<LookUp>(async () => []);
    const destinations = new Destinations(lookUp);
    for (const domain of ['a.ca', 'a.ca', 'gmail.com', 'example.org', 'mail.example.com', 'x.test', 'a.ca']) {
      destinations.of(domain, 0);
      await settled();
    }
    expect(lookUp.mock.calls).toEqual([['a.ca']]);
  });

  it('ask again when an answer is old, and sooner when there was none; what was known stays meanwhile', async () => {
    const answers = [['aspmx.l.google.com'], undefined, ['mx.other.net']];
    const lookUp = jest.fn<LookUp>(async () => {
      const answer = answers.shift();
      if (!answer) throw new Error('SERVFAIL');
      return answer;
    });
    const destinations = new Destinations(lookUp, { keepMilliseconds: 1000, retryMilliseconds: 100 });
    const at = async (now: number) => {
      const { name } = destinations.of('a.ca', now);
      await settled();
      return name;
    };
    expect([
      await at(0),
      await at(999),
      await at(1000),
      await at(1099),
      await at(1100),
      await at(1101),
    ]).toEqual(['a.ca', 'google', 'google', 'google', 'google', 'other.net']);
    expect(lookUp).toHaveBeenCalledTimes(3);
  });

  it('do without an answer that does not come in time', async () => {
    const never = Promise.withResolvers<string[]>();
    const destinations = new Destinations(() => never.promise, { timeoutMilliseconds: 1 });
    destinations.of('a.ca', 0);
    while (destinations.size.asked > 0) await settled();
    expect(destinations.of('a.ca', 1).name).toBe('a.ca');
    never.resolve(['aspmx.l.google.com']);
    await settled();
    expect(destinations.of('a.ca', 2).name).toBe('a.ca');
  });

  it('keep a bounded number of domains and of questions', async () => {
    const waiting: (() => void)[] = [];
    const lookUp = () => new Promise<string[]>((resolve) => waiting.push(() => resolve(['mx.hoster.net'])));
    const destinations = new Destinations(lookUp, { kept: 5, atOnce: 3 });
    for (let number = 0; number < 1000; number += 1) {
      destinations.of(`d${number}.ca`, number);
      expect(destinations.size.asked).toBeLessThanOrEqual(3);
      for (const answer of waiting.splice(0, number % 3)) answer();
      await settled();
    }
    expect(destinations.size.known).toBe(5);
  });
});
