import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CONNECTIONS, DispatchBench, type Follower } from './dispatch.testing.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const three = async (): Promise<[Follower, Follower, Follower]> =>
  (await bench.follow(3)) as [Follower, Follower, Follower];

describe('a dispatch', () => {
  it('SEND-2: goes to those who want it as it happens, and tells how many get it in digests or are paused', async () => {
    const [atOnce, weekly, paused] = await three();
    await bench.choose(weekly, { frequency: 'weekly' });
    await bench.choose(paused, { pausedUntil: '2026-03-09' });
    const finished = await bench.statement(await bench.announce());
    expect(finished).toMatchObject({ audience: 1, accepted: 1, suppressed: 0, inDigests: 1, paused: 1 });
    expect(bench.mailsTo([atOnce, weekly, paused])).toEqual([1, 0, 0]);
  });

  it('counts whose pause ends on its day, and who wants it at once again', async () => {
    const [back, changed, daily] = await three();
    await bench.choose(back, { pausedUntil: '2026-03-03' });
    await bench.choose(changed, { frequency: 'daily' });
    await bench.choose(changed, {}, 2);
    await bench.choose(daily, { frequency: 'daily' });
    bench.clock.set('2026-03-03T05:00:00.000Z');
    expect(await bench.statement(await bench.announce())).toMatchObject({
      audience: 2,
      accepted: 2,
      inDigests: 1,
    });
    expect(bench.mailsTo([back, changed, daily])).toEqual([1, 1, 0]);
  });

  it('SEND-2: leaves out who pauses or chooses a digest while it runs, and accounts for them', async () => {
    const followers = await bench.follow(6);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    const [paused, daily] = bench.notHandedOver(followers) as [Follower, Follower];
    await bench.choose(paused, { pausedUntil: '2026-03-09' });
    await bench.choose(daily, { frequency: 'daily' });
    await bench.heard();
    bench.mails.release();
    const finished = await bench.statement(id);
    expect(finished).toMatchObject({ audience: 6, accepted: 4, suppressed: 2 });
    expect(finished.reasons.suppressed).toEqual([
      { reason: 'in-digest', count: 1 },
      { reason: 'paused', count: 1 },
    ]);
    expect(bench.mailsTo([paused, daily])).toEqual([0, 0]);
  });

  it('SEND-2: does not write to who wants it at once only since it began', async () => {
    const [daily, ...others] = (await bench.follow(6)) as [Follower, ...Follower[]];
    await bench.choose(daily, { frequency: 'daily' });
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    await bench.choose(daily, {}, 2);
    bench.mails.release();
    expect(await bench.statement(id)).toMatchObject({ audience: 5, accepted: 5, inDigests: 1 });
    expect(bench.mailsTo([daily, ...others])).toEqual([0, 1, 1, 1, 1, 1]);
  });
});
