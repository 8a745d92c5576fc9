import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Bucket } from './bucket.ts';
import { Lane } from './lane.ts';
import type { LaneLimits } from './lane-limits.ts';

const T = 1_800_000_000_000;
const accepted = { outcome: 'accepted' };
const later = (reason: string, of = 'mail') => ({ outcome: 'later', of, reason });

function laneWith(limits: Partial<LaneLimits> = {}, gates: Bucket[] = []) {
  return new Lane(
    { name: 'google', kind: 'provider' },
    { connections: 10, ...limits },
    { gates, ramps: [], random: () => 0 },
  );
}

/** How many go at once. */
function fill(lane: Lane, now: number): number {
  let count = 0;
  while (count < 1000 && lane.mayGo(now)) count += 1;
  return count;
}

/** Mails that are answered one by one, a hundredth of a second apart. @returns when the last was. */
function converse(lane: Lane, from: number, answers: object[]): number {
  let now = from;
  for (const answer of answers) {
    now += 10;
    if (lane.mayGo(now)) lane.saw(answer as { outcome: string }, now);
  }
  return now;
}

describe('a lane', () => {
  it('SEND-9: has so many places, and takes one back with each answer', () => {
    const lane = laneWith({ connections: 5 });
    expect(fill(lane, T)).toBe(5);
    expect(lane.wait(T)).toBe(Number.POSITIVE_INFINITY);
    lane.saw(accepted, T);
    lane.leave();
    expect([lane.wait(T), fill(lane, T)]).toEqual([0, 2]);
  });

  it('keeps to the rate of all together too, and takes nothing of it when it may not go itself', () => {
    const total = new Bucket(1);
    const [one, other] = [laneWith({ rate: 100 }, [total]), laneWith({ connections: 1 }, [total])];
    expect([one.mayGo(T), other.mayGo(T)]).toEqual([true, false]);
    expect(other.wait(T)).toBe(1000);
    expect([other.mayGo(T + 1000), other.mayGo(T + 2000)]).toEqual([true, false]);
    expect(one.mayGo(T + 2000)).toBe(true);
  });

  it.each(['4.7.1', '4.7.28', '421', '451', '450', '4.2.0', '4.3.2', '4.4.5'])(
    'SEND-4: is slowed by %s, for everyone and not only for that mail',
    (reason) => {
      const lane = laneWith();
      converse(lane, T, [accepted, later(reason)]);
      expect(fill(lane, T + 20_000)).toBeLessThanOrEqual(5);
      expect(lane.state(T + 20_000)).toMatchObject({ reason, connections: 10 });
    },
  );

  it.each([
    later('4.2.2'),
    later('4.2.1'),
    later('4.1.2'),
    later('connection', 'connection'),
    later('too-late', 'connection'),
    { outcome: 'failed', reason: '5.1.1' },
    { outcome: 'uncertain', reason: 'no-answer' },
    { outcome: 'stop-sender', reason: '5.7.1' },
  ])('is not slowed by %j: it is about one mailbox, the relay or us', (answer) => {
    const lane = laneWith();
    converse(lane, T, [answer]);
    expect(fill(lane, T + 5)).toBe(10);
  });

  it('is slowed once by one bad moment with many mails on the wire', () => {
    const lane = laneWith();
    fill(lane, T);
    for (let mail = 0; mail < 10; mail += 1) lane.saw(later('451'), T + mail);
    expect(lane.state(T + 9).places).toBe(5);
  });

  it('has a rate while it is strained, from what went before, and comes back slowly', () => {
    const lane = laneWith();
    const busy = converse(
      lane,
      T,
      Array.from({ length: 150 }, () => accepted),
    );
    converse(lane, busy, [later('451')]);
    expect(lane.state(busy + 10).rate).toBeCloseTo(50, -1);
    let now = busy;
    for (let second = 0; second < 20; second += 1) {
      now += 1000;
      converse(lane, now, [accepted, accepted]);
    }
    expect(lane.state(now).places).toBeGreaterThan(5);
    expect(lane.state(now).places).toBeLessThan(10);
    for (let second = 0; second < 20; second += 1) {
      now += 1000;
      converse(lane, now, [accepted, accepted]);
    }
    expect(lane.state(now)).toEqual({
      name: 'google',
      kind: 'provider',
      inFlight: 0,
      places: 10,
      connections: 10,
    });
  });

  it('SEND-4: pauses when they strike again and again, longer each time, and lets one go ahead afterwards', () => {
    const lane = laneWith();
    const strike = (from: number) => {
      let now = from;
      while (lane.state(now).pausedUntil === undefined) {
        now += 2000;
        converse(lane, now, [later('4.7.28')]);
      }
      return { now, until: lane.state(now).pausedUntil ?? 0 };
    };
    const first = strike(T);
    expect(first.until - first.now).toBeGreaterThanOrEqual(59_000);
    expect([lane.mayGo(first.now + 10), lane.mayGo(first.until - 1)]).toEqual([false, false]);
    expect(lane.wait(first.until - 500)).toBeGreaterThanOrEqual(500);
    expect(fill(lane, first.until)).toBe(1);
    lane.saw(later('4.7.28'), first.until);
    const second = lane.state(first.until).pausedUntil ?? 0;
    expect(second - first.until).toBe(120_000);
    // News of mails that left before the pause change nothing.
    expect(lane.mayGo(second)).toBe(true);
    lane.saw(accepted, second);
    expect(lane.state(second + 1).pausedUntil).toBeUndefined();
    expect(lane.mayGo(second + 60_000)).toBe(true);
  });

  it('does not pause while friendly answers come between', () => {
    const lane = laneWith();
    let now = T;
    for (let round = 0; round < 50; round += 1) {
      for (const answer of [later('4.7.1'), accepted]) {
        now += 120_000;
        converse(lane, now, [answer]);
      }
    }
    expect(lane.state(now).pausedUntil).toBeUndefined();
  });

  it('puts mails off one after the other, at its own speed, and until a pause is over', () => {
    const lane = laneWith({ rate: 2 });
    fill(lane, T);
    expect([lane.putOff(T), lane.putOff(T), lane.putOff(T)]).toEqual([1000, 1500, 2000]);
    const paused = laneWith();
    let now = T;
    while (paused.state(now).pausedUntil === undefined) {
      now += 2000;
      converse(paused, now, [later('421', 'connection')]);
    }
    expect(paused.putOff(now + 10)).toBeGreaterThanOrEqual(59_000);
    for (let mail = 0; mail < 100_000; mail += 1) paused.putOff(now);
    expect(paused.putOff(now)).toBeLessThanOrEqual(60_010 + 3_600_000);
  });

  it('is shared: processes together have its places, as long as they are not more than those', () => {
    for (const processes of [1, 2, 3, 5]) {
      let places = 0;
      for (let place = 0; place < processes; place += 1) {
        const lane = laneWith({ connections: 5, rate: 100 });
        lane.share({ place, of: processes }, T);
        places += lane.state(T).places;
        expect(lane.state(T).rate).toBe(100 / processes);
      }
      expect(places).toBe(5);
    }
  });

  const events = fc.array(
    fc.record({
      gap: fc.oneof(fc.nat(30), fc.nat(2000), fc.nat(200_000)),
      asks: fc.nat(30),
      answers: fc.array(fc.constantFrom(accepted, later('451'), later('4.7.1'), later('421', 'connection')), {
        maxLength: 30,
      }),
    }),
    { maxLength: 100 },
  );

  it('SEND-9: whatever is answered, never has more on the way than its places nor more a second than its rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 40 }),
        events,
        (connections, rate, happened) => {
          const lane = laneWith({ connections, rate });
          const gone: number[] = [];
          let inFlight = 0;
          let now = T;
          for (const { gap, asks, answers } of happened) {
            now += gap;
            for (let ask = 0; ask < asks; ask += 1) {
              if (!lane.mayGo(now)) continue;
              inFlight += 1;
              gone.push(now);
            }
            expect(inFlight).toBeLessThanOrEqual(connections);
            for (const answer of answers.slice(0, inFlight)) {
              inFlight -= 1;
              lane.saw(answer, now);
            }
          }
          const inAnySecond = gone.map((from) => gone.filter((at) => at >= from && at < from + 1000).length);
          expect(Math.max(0, ...inAnySecond)).toBeLessThanOrEqual(rate);
        },
      ),
    );
  });

  it('is asked and told a hundred thousand times in well under a second', () => {
    const lane = laneWith({ rate: 1e6 }, [new Bucket(1e6)]);
    const began = process.cpuUsage();
    for (let time = 0; time < 100_000; time += 1) {
      const now = T + time / 100;
      if (lane.mayGo(now)) lane.saw(accepted, now);
    }
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000);
  });
});
