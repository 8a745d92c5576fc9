import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SystemRandom } from '#libs/clock';
import { Lanes, Relays } from '#libs/lanes';
import { createLogger } from '#libs/logging';
import { smtpRelays } from '#libs/smtp';
import { eventually } from '../../../../test/support/index.ts';
import { type IdleStaff, openStaff } from '../staff.testing.ts';
import { LaneQuery } from './lane.query.ts';
import { LaneKeeper } from './lane-keeper.ts';
import { lanesOf } from './outgoing.ts';

const day = { lane: 'total', period: '2026-12-01' };
const random = new SystemRandom();

describe('what processes that send know of each other', () => {
  let staff: IdleStaff;
  let query: LaneQuery;
  const rows = (sql: string) => staff.app.get(DataSource).query<Record<string, unknown>[]>(sql);
  beforeAll(async () => {
    staff = await openStaff();
    query = staff.app.get(LaneQuery);
  });
  beforeEach(() => rows('DELETE FROM ramp_counts'));
  afterAll(() => staff.stop());

  const keeperOf = (lanes?: Lanes, smtpUrl = 'smtp://127.0.0.1:9') =>
    new LaneKeeper({ relays: new Relays(smtpRelays(smtpUrl), () => 0), ...(lanes && { lanes }) }, query, {
      now: () => Date.now(),
      random,
      logger: createLogger('notification', 'silent'),
    });
  const lanesWith = (lanes: string, ramp = '') =>
    lanesOf(
      { lanes, ramp, dispatchConnections: 1, letterConnections: 1, timeZone: 'America/Toronto' },
      query,
      random,
    );

  it('SEND-9: processes that take of one plan at once get its number together, and not one more', async () => {
    const takes = Array.from({ length: 40 }, () => query.take({ ...day, wanted: 30, most: 1000 }));
    const got = await Promise.all(takes);
    expect(got.reduce((sum, part) => sum + part)).toBe(1000);
    expect(Math.max(...got)).toBe(30);
    expect(await query.take({ ...day, wanted: 30, most: 1000 })).toBe(0);
    expect(await query.take({ ...day, period: '2026-12-02', wanted: 30, most: 2000 })).toBe(30);
  });

  it('what was given back can be taken again, and a plan that was lowered gives nothing', async () => {
    await query.take({ ...day, wanted: 100, most: 100 });
    await query.giveBack({ ...day, count: 40 });
    expect(await query.take({ ...day, wanted: 100, most: 50 })).toBe(0);
    expect(await query.take({ ...day, wanted: 100, most: 100 })).toBe(40);
    await query.giveBack({ ...day, count: 999 });
    expect(await rows('SELECT taken FROM ramp_counts')).toEqual([{ taken: 0 }]);
  });

  it('SEND-9: two processes that send share the limits, one that only writes letters has no share, and the last has all', async () => {
    const [one, other] = [
      lanesWith('google:connections=7,rate=10'),
      lanesWith('google:connections=7,rate=10'),
    ];
    const keepers = [keeperOf(one), keeperOf(other), keeperOf()];
    for (const keeper of keepers) keeper.start();
    const shares = () => {
      const now = Date.now();
      return [one, other].map((lanes) => {
        const lane = lanes.of('gmail.com', now);
        const { connections, rate } = lane.state(now);
        return { connections, rate };
      });
    };
    const added = await eventually(
      async () => shares().map(({ connections, rate }) => connections * 100 + (rate ?? 0)),
      ([first = 0, second = 0]) => first + second === 710,
    );
    expect(added.sort()).toEqual([305, 405]);
    await keepers[0]?.stop();
    await eventually(
      async () => shares()[1],
      (share) => share?.connections === 7 && share.rate === 10,
    );
    for (const keeper of keepers.slice(1)) await keeper.stop();
    const ours = await rows('SELECT sends FROM lane_states');
    // Of the service itself, which writes letters.
    expect(ours.filter(({ sends }) => sends)).toEqual([]);
  });

  it('SEND-9: what a process did not send of a plan is there for the next', async () => {
    const lanes = lanesWith('', '2020-01-01:1 google=2099-01-01:1000');
    const keeper = keeperOf(lanes);
    keeper.start();
    const now = Date.now();
    await eventually(
      async () => lanes.of('gmail.com', now).mayGo(now),
      (went) => went,
    );
    const [{ taken } = { taken: 0 }] = await rows('SELECT taken FROM ramp_counts');
    expect(taken).toBe(10);
    await keeper.stop();
    expect(await rows('SELECT lane, taken FROM ramp_counts')).toEqual([{ lane: 'google', taken: 1 }]);
  });

  it('a process that died has no share after a while, and nothing of it is shown', async () => {
    const lanes = lanesWith('google:connections=8');
    lanes.of('gmail.com', 0).mayGo(0);
    await query.tell(random.uuid(), true, { lanes: lanes.states(0), relays: [] });
    expect((await query.reports()).some(({ lanes: told }) => told.length > 0)).toBe(true);
    await rows(`UPDATE lane_states SET seen_at = seen_at - interval '11 seconds'`);
    expect(await query.reports()).toEqual([]);
    expect(await query.tell(random.uuid(), true, { lanes: [], relays: [] })).toEqual([]);
    await rows(`UPDATE lane_states SET seen_at = seen_at - interval '2 hours'`);
    await query.tell(random.uuid(), true, { lanes: [], relays: [] });
    expect((await rows('SELECT sender FROM lane_states')).length).toBeLessThanOrEqual(2);
  });
});
