import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DispatchBench, type Follower } from '../dispatch/dispatch.testing.ts';
import { RateWatch } from './rate-watch.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const look = () => bench.notification.app.get(RateWatch).look();
const bounces = (mailId: string, residents: string[], at = bench.clock.now()) =>
  bench.query(
    `INSERT INTO bounces (mail_id, resident_id, weight, reason, bounced_at) SELECT $1, id, 'soft', '5.2.2', $3 FROM unnest($2::uuid[]) AS id`,
    mailId,
    residents,
    at,
  );

/** Sixty who got it, and one whose mail waits, so that the dispatch still runs. */
async function running(): Promise<{ announcement: string; dispatchId: string; followers: Follower[] }> {
  const followers = await bench.follow(60);
  const waits = await bench.followOne({ address: `waits.${randomUUID()}@example.org` });
  bench.mails.refuseRecipients((to) =>
    to === waits.address ? { code: 451, text: '4.3.0 later' } : undefined,
  );
  const announcement = await bench.announce();
  const { dispatchId } = await bench.statement(
    announcement,
    ({ accepted, deferred }) => accepted === 60 && deferred === 1,
  );
  // Rates are those of counted batches, and a batch is counted when it is given back.
  await bench.allGivenBack(dispatchId);
  return { announcement, dispatchId, followers };
}

describe('SEND-6: a dispatch of which too much comes back', () => {
  it('stops itself; who lets it go on has seen what came back until then', async () => {
    const { announcement, dispatchId, followers } = await running();
    const ids = followers.map(({ residentId }) => residentId);
    await bounces(dispatchId, ids.slice(0, 6));
    await look();
    expect(await bench.statement(announcement, () => true)).toMatchObject({ state: 'running' });
    await bounces(dispatchId, ids.slice(6, 7));
    await look();
    expect(await bench.statement(announcement, () => true)).toMatchObject({
      state: 'paused',
      reason: 'bounce-rate',
    });
    bench.clock.advance(10);
    await bench.dispatches.resume(dispatchId);
    await look();
    expect(await bench.statement(announcement, () => true)).toMatchObject({ state: 'running' });
  });

  it('also for complaints', async () => {
    const { announcement, dispatchId, followers } = await running();
    await bench.query(
      'INSERT INTO complaints (mail_id, resident_id, complained_at) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS id',
      dispatchId,
      followers.slice(0, 4).map(({ residentId }) => residentId),
      bench.clock.now(),
    );
    await look();
    expect(await bench.statement(announcement, () => true)).toMatchObject({
      state: 'paused',
      reason: 'complaint-rate',
    });
  });
});
