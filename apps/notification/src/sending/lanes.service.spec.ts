import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { LaneState } from '#libs/lanes';
import { eventually, MailServer } from '../../../../test/support/index.ts';
import { DispatchBench } from '../dispatch/dispatch.testing.ts';

let bench: DispatchBench;
const start = async (environment: NodeJS.ProcessEnv) => {
  bench = new DispatchBench();
  await bench.start({ BATCH_SIZE: '100', ...environment });
  await bench.begin();
};
afterEach(() => bench.stop());

const followAt = async (domain: string, count: number) => {
  const followed = Array.from({ length: count }, () =>
    bench.followOne({ address: `r.${randomUUID()}@${domain}` }),
  );
  return Promise.all(followed);
};

describe('a dispatch and its lanes', () => {
  it('SEND-9: a provider gets no more a second than its lane allows, and the others do not wait for it', async () => {
    await start({ LANES: 'google:rate=2', DISPATCH_CONNECTIONS: '4' });
    await followAt('gmail.com', 6);
    await followAt('example.org', 60);
    const moments: Record<string, number[]> = { 'gmail.com': [], 'example.org': [] };
    bench.mails.refuseRecipients((address) => {
      moments[address.split('@')[1] ?? '']?.push(performance.now());
      return undefined;
    });
    const id = await bench.announce();
    // Those that were put off come back at their turn, which the test lets come.
    await eventually(
      async () => {
        bench.clock.advance(1);
        return (await bench.statement(id, () => true)).state;
      },
      (state) => state === 'finished',
    );
    expect(await bench.statement(id)).toMatchObject({ audience: 66, accepted: 66, failed: 0 });
    const { 'gmail.com': slow = [], 'example.org': others = [] } = moments;
    // The relay sees them a moment after they left, so a window of its own may hold one more.
    const most = Math.max(...slow.map((from) => slow.filter((at) => at >= from && at < from + 990).length));
    expect(most).toBeLessThanOrEqual(3);
    // The last of six has to wait for two seconds and a half, far longer than all the others take.
    expect(Math.max(...others)).toBeLessThan(slow.at(-1) ?? 0);
    const attempts = await bench.query<{ attempts: number }>(
      'SELECT max(attempts) AS attempts FROM deliveries',
    );
    expect(attempts).toEqual([{ attempts: 1 }]);
  });

  it('SEND-9: a ramp plan holds for the day, and the rest of the audience waits for the next', async () => {
    await start({ RAMP: '2026-03-02:10,20,40' });
    await followAt('example.org', 25);
    // The lanes' day is that of the machine's clock from the start of the service: it does not pass here.
    const id = await bench.announce();
    await bench.statement(id, ({ deferred, accepted }) => accepted + deferred === 25);
    // A machine that is slow to begin puts some off for a second, which passes by the clock that stands here.
    let seconds = 0;
    const accepted = await bench.statement(id, ({ deferred, accepted }) => {
      bench.clock.advance(1);
      seconds += 1;
      return accepted >= 10 && deferred === 15;
    });
    expect(accepted).toMatchObject({ accepted: 10, deferred: 15, failed: 0 });
    bench.clock.advance(3600 - seconds);
    expect(await bench.statement(id, ({ deferred }) => deferred === 15)).toMatchObject({ accepted: 10 });
    expect(await bench.query('SELECT lane, period, taken FROM ramp_counts')).toEqual([
      { lane: 'total', period: '2026-03-02', taken: 10 },
    ]);
    await eventually(
      () =>
        bench.query<{ dueAt: Date }>(
          `SELECT min(due_at) AS "dueAt" FROM deliveries WHERE state = 'deferred'`,
        ),
      ([first]) => (first?.dueAt.getTime() ?? 0) > Date.parse('2026-03-03T04:59:00Z'),
    );
    // The hours of the window begin when the plan has let the last of them through: 20 and 40 more, and the end of that day.
    const windowEnds = () => bench.query('SELECT window_ends_at AS at FROM dispatches');
    expect(await windowEnds()).toEqual([{ at: new Date('2026-03-06T15:00:00Z') }]);
    await bench.dispatches.pause(accepted.dispatchId);
    bench.clock.advance(86_400);
    await bench.dispatches.resume(accepted.dispatchId);
    expect(await windowEnds()).toEqual([{ at: new Date('2026-03-06T16:00:00Z') }]);
  });

  it('SEND-4: a lane that is refused again and again pauses, the others go on, and nobody is given up', async () => {
    await start({});
    await followAt('hotmail.com', 30);
    await followAt('example.org', 30);
    let refused = 0;
    bench.mails.refuseRecipients((address) => {
      if (!address.endsWith('@hotmail.com')) return undefined;
      refused += 1;
      return { code: 451, text: '4.7.650 too much from you' };
    });
    const id = await bench.announce();
    const paused = await bench.statement(id, ({ accepted, deferred }) => accepted === 30 && deferred === 30);
    expect(paused).toMatchObject({ state: 'running', failed: 0 });
    // The slowed lane lets one after the other try, and five refusals in a row pause it.
    const state = await eventually(
      async () => {
        bench.clock.advance(60);
        const told = await bench.query<{ lanes: LaneState[] }>('SELECT lanes FROM lane_states WHERE sends');
        return told[0]?.lanes.find(({ name }) => name === 'microsoft');
      },
      (told) => told?.pausedUntil !== undefined,
    );
    expect(state).toMatchObject({ reason: '4.7.650', places: 0 });
    expect(refused).toBeLessThanOrEqual(12);
  });

  it('SEND-3: one of two relays dies, and the dispatch ends by the other, each resident once', async () => {
    const spare = await MailServer.start();
    const first = await MailServer.start();
    await start({ SMTP_URL: `${first.url} ${spare.url}?weight=0`, BATCH_SIZE: '10' });
    const followers = await followAt('example.org', 60);
    first.refuseRecipients(() => {
      if (first.accepted.length === 20) first.hangUp();
      return undefined;
    });
    const id = await bench.announce();
    await eventually(
      async () => first.accepted.length,
      (count) => count >= 20,
    );
    await first.stop();
    const statement = await eventually(
      async () => {
        bench.clock.advance(5);
        return bench.statement(id, () => true);
      },
      ({ state }) => state === 'finished',
    );
    const { accepted, uncertain } = statement;
    expect(accepted + uncertain).toBe(60);
    expect(uncertain).toBeLessThanOrEqual(4);
    const got = followers.map(({ address }) => first.to(address).length + spare.to(address).length);
    expect(Math.max(...got)).toBe(1);
    expect(spare.accepted.length).toBeGreaterThanOrEqual(36);
    await spare.stop();
  });
});
