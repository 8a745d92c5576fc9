import { describe, expect, it } from '@jest/globals';
import { Destinations } from './destinations.ts';
import { readLimits } from './lane-limits.ts';
import { Lanes } from './lanes.ts';
import { readRamps } from './ramp.ts';

const T = Date.parse('2026-12-01T12:00:00Z');

function lanesWith(limits = '', ramps = '', hosts: Record<string, string[]> = {}) {
  const outside = {
    destinations: new Destinations(async (domain) => hosts[domain] ?? []),
    allotments: { take: async ({ wanted }: { wanted: number }) => wanted, giveBack: async () => undefined },
    timeZone: 'America/Toronto',
    random: () => 0,
  };
  return new Lanes(readLimits(limits), readRamps(ramps), outside);
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('lanes', () => {
  it('are one for all domains of a provider, and one for each other domain', async () => {
    const lanes = lanesWith('', '', { 'school.ca': ['aspmx.l.google.com'] });
    expect(lanes.of('gmail.com', T)).toBe(lanes.of('GoogleMail.com', T));
    expect(lanes.of('a.ca', T)).not.toBe(lanes.of('b.ca', T));
    expect(lanes.of('school.ca', T)).not.toBe(lanes.of('gmail.com', T));
    await settled();
    expect(lanes.of('school.ca', T)).toBe(lanes.of('gmail.com', T));
  });

  it('SEND-9: keep to one rate together', () => {
    const lanes = lanesWith('total:rate=3');
    const go = (now: number) =>
      ['gmail.com', 'hotmail.com', 'a.ca', 'b.ca', 'c.ca'].filter((domain) =>
        lanes.of(domain, now).mayGo(now),
      ).length;
    const moments = Array.from({ length: 100 }, (_, tick) => T + tick * 10);
    expect(moments.map(go).reduce((sum, count) => sum + count)).toBe(3);
  });

  it('are held up by the plan for their lane and by the plan for all', async () => {
    const lanes = lanesWith('', 'google=2026-12-01:2 2026-12-01:100');
    let now = T;
    const tried = async (domain: string) => {
      let count = 0;
      for (let time = 0; time < 20; time += 1) {
        now += 1;
        const lane = lanes.of(domain, now);
        if (lane.mayGo(now)) {
          lane.saw({ outcome: 'accepted' }, now);
          count += 1;
        }
        await settled();
      }
      return count;
    };
    expect(await tried('gmail.com')).toBeGreaterThan(0);
    expect(await tried('a.ca')).toBeGreaterThan(10);
  });

  it('show no domain that may be a person’s: those are one, named other', async () => {
    const lanes = lanesWith('', '', { 'shop.ca': ['mx.hoster.net'], 'anne.ca': ['mail.anne.ca'] });
    for (const domain of ['shop.ca', 'anne.ca']) lanes.of(domain, T);
    await settled();
    for (const domain of ['gmail.com', 'shop.ca', 'anne.ca', 'bela.ca']) lanes.of(domain, T).mayGo(T);
    expect(lanes.states(T).map(({ name, inFlight }) => [name, inFlight])).toEqual([
      ['google', 1],
      ['hoster.net', 1],
      ['other', 2],
    ]);
    expect(JSON.stringify(lanes.states(T))).not.toMatch(/anne|bela|shop/);
  });

  it('are forgotten when they are idle and too many, but not while a mail is on its way or they are slowed', () => {
    const lanes = lanesWith();
    lanes.of('busy.ca', T).mayGo(T);
    const slowed = lanes.of('slowed.ca', T);
    slowed.mayGo(T);
    slowed.saw({ outcome: 'later', of: 'mail', reason: '451' }, T);
    const [busy, idle] = [lanes.of('busy.ca', T), lanes.of('d0.ca', T)];
    for (let number = 0; number < 6000; number += 1) lanes.of(`d${number}.ca`, T + 60_000);
    expect([lanes.of('busy.ca', T), lanes.of('slowed.ca', T)]).toEqual([busy, slowed]);
    expect(lanes.of('busy.ca', T)).toBe(busy);
    expect(lanes.of('slowed.ca', T)).toBe(slowed);
    expect(lanes.of('d0.ca', T)).not.toBe(idle);
  });
});
