import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/index.ts';
import { askedRecorded } from '../messages.testing.ts';
import { startAnother } from '../notification.testing.ts';
import { BatchQuery } from './batch.query.ts';
import { CONNECTIONS, DispatchBench, type Follower, START } from './dispatch.testing.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const once = (followers: Follower[]) => followers.map(() => 1);

describe('what breaks', () => {
  it('SEND-3, SEND-5: a lost lease is taken over; what was on the wire is uncertain and not repeated', async () => {
    const followers = await bench.follow(3);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    await bench.query(
      `UPDATE batches SET leased_until = clock_timestamp() - interval '1 second'
       WHERE dispatch_id = (SELECT id FROM dispatches WHERE announcement_id = $1)`,
      id,
    );
    await bench.statement(id, ({ uncertain }) => uncertain === CONNECTIONS);
    bench.mails.release();
    const finished = await bench.statement(id);
    expect(finished).toMatchObject({ audience: 3, accepted: 1, uncertain: CONNECTIONS });
    expect(finished.reasons.uncertain).toEqual([{ reason: 'lease-lost', count: CONNECTIONS }]);
    expect(bench.mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-3: a wiped Redis costs a moment and nobody', async () => {
    const followers = await bench.follow(9);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    await bench.notification.redis.flush();
    bench.mails.release();
    expect(await bench.statement(id)).toMatchObject({ audience: 9, accepted: 9 });
    expect(bench.mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-3: two processes share a dispatch without a repeat, and one goes on when the other stops', async () => {
    const followers = await bench.follow(30);
    const other = await startAnother(bench.notification, { BATCH_SIZE: '3' });
    bench.mails.hold();
    const id = await bench.announce();
    // Both have connections that wait for an answer.
    await bench.mails.held(CONNECTIONS + 1);
    bench.mails.release();
    await other.stop();
    expect(await bench.statement(id)).toMatchObject({ audience: 30, accepted: 30 });
    expect(bench.mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-8: letters do not wait behind a dispatch whose connections are all taken', async () => {
    await bench.follow(6);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    await bench.notification.send(askedRecorded({ topics: [bench.topic], address: 'waits.not@example.org' }));
    await bench.mails.held(CONNECTIONS + 1);
    bench.mails.release();
    expect((await bench.mails.nextMail('waits.not@example.org')).subject).toContain('Please confirm');
    await bench.statement(id);
  });

  it('SEND-7: one that was missed for long asks a person before it sends', async () => {
    const followers = await bench.follow(2);
    const id = await bench.announce(new Date('2026-03-02T16:00:00.000Z'));
    bench.clock.set('2026-03-02T22:30:00.000Z');
    const missed = await bench.statement(id, ({ state }) => state === 'missed');
    expect(bench.mailsTo(followers)).toEqual([0, 0]);
    await bench.dispatches.resume(missed.dispatchId);
    expect(await bench.statement(id)).toMatchObject({ accepted: 2 });
  });

  it('SEND-7: one that was interrupted for long, as by a restore, asks too', async () => {
    const followers = await bench.follow(1);
    bench.mails.refuseRecipients(() => ({ code: 451, text: '4.3.0 later' }));
    const id = await bench.announce();
    await bench.statement(id, ({ deferred }) => deferred === 1);
    bench.mails.refuseRecipients();
    // Not even a sender that is quicker than the round that notices it.
    const dueAfter = async (hours: number) =>
      (await bench.notification.app.get(BatchQuery).due(new Date(Date.parse(START) + hours * 3_600_000), 9))
        .length;
    expect([await dueAfter(1), await dueAfter(7)]).toEqual([1, 0]);
    bench.clock.advance(7 * 3600);
    await bench.statement(id, ({ state }) => state === 'missed');
    expect(bench.mailsTo(followers)).toEqual([0]);
  });

  it('MSG-2: words that were changed behind the back of the release are not sent', async () => {
    const followers = await bench.follow(1);
    const id = await bench.announce(new Date('2026-03-02T16:00:00.000Z'));
    await bench.query(`UPDATE announcement_texts SET body = 'Changed' WHERE announcement_id = $1`, id);
    bench.clock.set('2026-03-02T16:00:00.000Z');
    await eventually(
      () => bench.query<{ state: string }>('SELECT state FROM announcements WHERE id = $1', id),
      ([announcement]) => announcement?.state === 'draft' || announcement?.state === 'submitted',
    );
    expect(bench.mailsTo(followers)).toEqual([0]);
  });
});
