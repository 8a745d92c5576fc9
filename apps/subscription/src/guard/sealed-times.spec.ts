import { describe, expect, it } from '@jest/globals';
import { Clock, SystemRandom } from '#libs/clock';
import type { SubscriptionSettings } from '../settings.ts';
import { SealedTimes } from './sealed-times.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

class HeldClock extends Clock {
  constructor(private readonly iso: string) {
    super();
  }

  override now(): Date {
    return new Date(this.iso);
  }
}

const times = (iso: string, ...formKey: string[]) =>
  new SealedTimes(new HeldClock(iso), new SystemRandom(), { formKey } as unknown as SubscriptionSettings);

describe('the time that a form carries', () => {
  const sealed = times('2026-03-02T15:00:00.000Z', key(1)).seal('form');
  const later = (...keys: string[]) => times('2026-03-02T15:01:30.000Z', ...keys);

  it('says how long ago the form was shown, also after the key was rotated', () => {
    expect(later(key(1)).age('form', sealed)).toBe(90);
    expect(later(key(2), key(1)).age('form', sealed)).toBe(90);
  });

  it('is worth nothing under another key, for another purpose, or with one character changed', () => {
    expect(later(key(2)).age('form', sealed)).toBeUndefined();
    expect(later(key(1)).age('wait', sealed)).toBeUndefined();
    for (const position of [0, 10, sealed.length - 2]) {
      const other = sealed[position] === 'a' ? 'b' : 'a';
      const changed = sealed.slice(0, position) + other + sealed.slice(position + 1);
      expect(later(key(1)).age('form', changed)).toBeUndefined();
    }
  });

  it.each([undefined, null, '', 7, {}, [sealed], `${sealed}x`, 'a'.repeat(10_000)])('is not %j', (value) => {
    expect(later(key(1)).age('form', value)).toBeUndefined();
  });
});
