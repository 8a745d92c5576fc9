import { describe, expect, it } from '@jest/globals';
import { type Clockwork, Watch } from './watch.ts';

/** Time passes when the test says so. */
class Hand implements Clockwork {
  #now = 0;
  #due?: { at: number; act: () => void };

  now = () => this.#now;
  after = (milliseconds: number, act: () => void) => {
    this.#due = { at: this.#now + milliseconds, act };
    return () => {
      this.#due = undefined;
    };
  };

  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (let due = this.#due; due && due.at <= until; due = this.#due) {
      this.#due = undefined;
      this.#now = due.at;
      due.act();
    }
    this.#now = until;
  }

  get isIdle(): boolean {
    return this.#due === undefined;
  }
}

const begin = (limit: number | undefined) => {
  const hand = new Hand();
  const waited = { limit };
  const late: number[] = [];
  const watch = new Watch(
    () => waited.limit,
    () => late.push(hand.now()),
    hand,
  );
  return { hand, waited, late, watch };
};

describe('the patience of a session', () => {
  it('ends when nothing moved for as long as was allowed, and not before', () => {
    const { hand, late, watch } = begin(300_000);
    watch.moved();
    hand.pass(299_999);
    expect(late).toEqual([]);
    hand.pass(1);
    expect(late).toEqual([300_000]);
  });

  it('begins anew with each word', () => {
    const { hand, late, watch } = begin(5_000);
    for (let time = 0; time < 10; time += 1) {
      watch.moved();
      hand.pass(4_999);
    }
    expect(late).toEqual([]);
  });

  it('heeds a limit that becomes shorter', () => {
    const { hand, waited, late, watch } = begin(600_000);
    watch.moved();
    hand.pass(200);
    waited.limit = 120_000;
    watch.moved();
    hand.pass(120_000);
    expect(late).toEqual([120_200]);
  });

  it('has no timer while nothing is waited for, or when it is over', () => {
    const { hand, waited, watch } = begin(undefined);
    watch.moved();
    expect(hand.isIdle).toBe(true);
    waited.limit = 5_000;
    watch.moved();
    expect(hand.isIdle).toBe(false);
    watch.stop();
    expect(hand.isIdle).toBe(true);
  });
});
