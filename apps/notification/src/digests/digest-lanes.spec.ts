import { describe, expect, it } from '@jest/globals';
import { Destinations, Lanes, readLimits } from '#libs/lanes';
import { DigestLanes } from './digest-lanes.ts';

/** One process that sends two mails a second at most, at a time that the test sets. */
function lanesAt(clock: { now: number }) {
  const told: string[] = [];
  const make = () => {
    const lanes = new Lanes(readLimits('total:rate=2'), [], {
      destinations: new Destinations(async () => []),
      allotments: { take: async ({ wanted }) => wanted, giveBack: async () => undefined },
      timeZone: 'America/Toronto',
      random: () => 0.5,
    });
    const keeper = {
      start: () => void told.push('has a share'),
      stop: async () => void told.push('has none'),
    };
    return { lanes, keeper };
  };
  return { told, lanes: new DigestLanes(make, () => clock.now) };
}

describe('the lanes of digests', () => {
  it('SEND-9: let only so many go, and tell the others when their turn is', () => {
    const clock = { now: 1_000_000 };
    const { lanes } = lanesAt(clock);
    const entered = Array.from({ length: 10 }, (_, number) => lanes.enter(`r.${number}@example.org`));
    const waits = entered.filter((each) => typeof each === 'number');
    expect(waits.length).toBeGreaterThan(5);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1000);
    clock.now += 60_000;
    expect(typeof lanes.enter('anne@example.org')).toBe('object');
  });

  it('SEND-9: have a share of the limits only while there are digests', async () => {
    const clock = { now: 1_000_000 };
    const { lanes, told } = lanesAt(clock);
    await lanes.closeIdle();
    expect(told).toEqual([]);
    lanes.enter('anne@example.org');
    await lanes.closeIdle();
    expect(told).toEqual(['has a share']);
    clock.now += 11_000;
    await lanes.closeIdle();
    expect(told).toEqual(['has a share', 'has none']);
  });
});
