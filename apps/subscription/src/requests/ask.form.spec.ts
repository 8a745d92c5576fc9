import { describe, expect, it } from '@jest/globals';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { readAskForm } from './ask.form.ts';

const topic = (slug: string) => ({ slug }) as OfferedTopic;
const offered = [topic('plan'), topic('snow')];
const read = (body: unknown) => readAskForm(body, offered, 'en');

describe('the sign-up form', () => {
  it('takes one ticked box or several', () => {
    expect(read({ email: 'resident@example.ca', topics: 'plan' })).toMatchObject({
      topics: ['plan'],
      problems: [],
    });
    expect(read({ email: 'resident@example.ca', topics: ['plan', 'snow'] }).topics).toEqual(['plan', 'snow']);
  });

  it('ASK-3: asks for a tick when there is none, or only a topic that is not offered', () => {
    for (const topics of [undefined, [], 'closed', { plan: true }]) {
      expect(read({ email: 'resident@example.ca', topics }).problems).toEqual([
        { field: 'topics', message: 'ask.topics.missing' },
      ]);
    }
  });

  it('tells a missing address from a wrong one', () => {
    expect(read({ topics: 'plan' }).problems).toEqual([{ field: 'email', message: 'ask.email.missing' }]);
    expect(read({ topics: 'plan', email: 'a@b@c' }).problems).toEqual([
      { field: 'email', message: 'ask.email.wrong' },
    ]);
    expect(read({ topics: 'plan', email: ['a@example.ca', 'b@example.ca'] }).problems).toHaveLength(1);
  });

  it('takes how often, as it happens when nobody said, and asks again for what it does not know', () => {
    const sound = { topics: 'plan', email: 'resident@example.ca' };
    expect(read(sound)).toMatchObject({ frequency: 'as-it-happens', problems: [] });
    expect(read({ ...sound, frequency: 'weekly' })).toMatchObject({ frequency: 'weekly', problems: [] });
    for (const frequency of ['hourly', '', ['daily', 'weekly']]) {
      expect(read({ ...sound, frequency }).problems).toEqual([
        { field: 'frequency', message: 'ask.frequency.wrong' },
      ]);
    }
  });

  it.each([null, 'text', 7, [], { email: {} }])('reads %j as an empty form', (body) => {
    expect(read(body)).toMatchObject({ email: '', topics: [] });
    expect(read(body).problems).toHaveLength(2);
  });
});
