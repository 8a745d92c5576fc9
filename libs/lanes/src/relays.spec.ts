import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Relays } from './relays.ts';

const T = 1_800_000_000_000;
const away = { reason: 'connection', isObjection: false };
const refused = { reason: '535', isObjection: true };

/** A seeded source, so that a test that fails fails again. */
function seeded(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

function relaysOf(...weights: number[]) {
  const all = weights.map((weight, number) => ({ name: `relay-${number}`, weight }));
  const relays = new Relays(all, seeded());
  const [one, other, third] = all;
  if (!one) throw new Error('none');
  return { relays, one, other: other ?? one, third: third ?? one };
}

describe('relays', () => {
  it('are chosen by their weights', () => {
    const { relays } = relaysOf(6, 3, 1, 0);
    const counts: Record<string, number> = {};
    for (let time = 0; time < 10_000; time += 1) {
      const name = relays.next(T)?.name ?? 'none';
      counts[name] = (counts[name] ?? 0) + 1;
    }
    expect(counts['relay-0']).toBeGreaterThan(5700);
    expect(counts['relay-0']).toBeLessThan(6300);
    expect(counts['relay-1']).toBeGreaterThan(2700);
    expect(counts['relay-1']).toBeLessThan(3300);
    expect(counts['relay-3']).toBeUndefined();
  });

  it('of weight 0 stand in when no other can', () => {
    const { relays, one, other } = relaysOf(1, 0);
    relays.failed(one, away, T);
    expect(relays.next(T)).toBe(other);
    expect(relaysOf(0).relays.next(T)?.name).toBe('relay-0');
  });

  it('that fail are left out, for longer each time, and only a probe finds out that one is back', () => {
    const { relays, one, other } = relaysOf(1, 1);
    const waits: number[] = [];
    let now = T;
    for (let time = 0; time < 9; time += 1) {
      relays.failed(one, away, now);
      const until = relays.states()[0]?.leftOutUntil ?? 0;
      waits.push(until - now);
      expect([relays.toProbe(until - 1), relays.toProbe(until)]).toEqual([[], [one]]);
      // No second probe while the first is on its way, and no mail.
      expect([relays.toProbe(until + 1), relays.next(until + 1)]).toEqual([[], other]);
      now = until + 5;
    }
    expect(waits[0]).toBeLessThanOrEqual(1000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    expect(waits[8]).toBeGreaterThanOrEqual(30_000);
    relays.reached(one, now);
    const chosen = new Set(Array.from({ length: 50 }, () => relays.next(now)));
    expect(chosen).toEqual(new Set([one, other]));
  });

  it('that fail many times in one moment failed once', () => {
    const { relays, one } = relaysOf(1, 1);
    for (let time = 0; time < 20; time += 1) relays.failed(one, away, T + time);
    expect((relays.states()[0]?.leftOutUntil ?? 0) - T).toBeLessThanOrEqual(1000);
  });

  it('that come and go wait longer each time, and start anew once they were steady', () => {
    const { relays, one } = relaysOf(1, 1);
    const wait = (now: number) => {
      relays.failed(one, away, now);
      const until = relays.states()[0]?.leftOutUntil ?? 0;
      relays.reached(one, until);
      return until - now;
    };
    for (let time = 0; time < 7; time += 1) wait(T + time * 70_000 - time * 60_000);
    expect(wait(T + 100_000)).toBeGreaterThan(30_000 / 2);
    expect(wait(T + 1_000_000)).toBeLessThanOrEqual(1000);
  });

  it('all down: there is none until a wait is over, and the trouble is ours only when all object', () => {
    const { relays, one, other } = relaysOf(1, 1);
    relays.failed(one, refused, T);
    relays.failed(other, refused, T);
    expect(relays.next(T + 100)).toBeUndefined();
    expect(relays.trouble).toEqual(refused);
    expect(relays.next(T + 1000)).toBeDefined();
    relays.failed(other, away, T + 1000);
    expect(relays.trouble).toEqual(away);
  });

  it('without a place are passed by', () => {
    const { relays, one, other } = relaysOf(100, 1);
    expect(relays.next(T, (relay) => relay !== one)).toBe(other);
    expect(relays.next(T, () => false)).toBeUndefined();
  });

  it('never give one that is down while another is up', () => {
    const events = fc.array(
      fc.record({
        relay: fc.nat(2),
        gap: fc.nat(100_000),
        what: fc.constantFrom('failed', 'reached', 'next'),
      }),
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 2 ** 30 }), (happened, seed) => {
        const all = [0, 1, 2].map((number) => ({ name: String(number), weight: number }));
        const relays = new Relays(all, seeded(seed));
        let now = T;
        for (const { relay, gap, what } of happened) {
          now += gap;
          const meant = all[relay];
          if (meant && what === 'failed') relays.failed(meant, away, now);
          if (meant && what === 'reached') relays.reached(meant, now);
          const up = relays.states().filter(({ isUp }) => isUp);
          const next = relays.next(now);
          if (up.length > 0) expect(up.map(({ name }) => name)).toContain(next?.name);
        }
      }),
    );
  });

  it('are not none', () => {
    expect(() => new Relays([], seeded())).toThrow('a relay');
  });
});
