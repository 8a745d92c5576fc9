import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AnnouncementPublishedV1 } from '#libs/contracts';
import { eventually } from '../../../../test/support/index.ts';
import { told } from '../messages/told.testing.ts';
import { askedRecorded } from '../messages.testing.ts';
import { startAnother } from '../notification.testing.ts';
import { DispatchQuery } from './dispatch.query.ts';
import { CONNECTIONS, DispatchBench, type Follower, START } from './dispatch.testing.ts';
import { dueBatches } from './due-batches.query.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const once = (followers: Follower[]) => followers.map(() => 1);

describe('what breaks', () => {
  it('SEND-3, SEND-5: a lost lease is taken over; what was about to go is uncertain and not repeated', async () => {
    const followers = await bench.follow(3);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    await bench.loseLeases(id);
    // The third was noted too. Nobody knows that it was not on the wire, unless its sender took it back in this very moment.
    await bench.statement(id, ({ uncertain }) => uncertain >= CONNECTIONS);
    bench.mails.release();
    await eventually(
      async () => bench.mails.heldFor.length,
      (held) => held === 0,
    );
    const { uncertain, accepted, reasons } = await bench.statement(id);
    expect(uncertain + accepted).toBe(3);
    expect(reasons.uncertain).toEqual([{ reason: 'lease-lost', count: uncertain }]);
    expect(Math.max(...bench.mailsTo(followers))).toBe(1);
  });

  it('SEND-1: a relay that is silent about one mail holds up that mail, and neither its window nor its batch', async () => {
    const followers = await bench.follow(7);
    const [silent] = followers as [Follower, ...Follower[]];
    bench.mails.hold((to) => to === silent.address);
    const id = await bench.announce();
    await bench.mails.held(1);
    // RFC 5321 lets it be silent for ten minutes; who leaves in them is not sent to.
    await bench.statement(id, ({ accepted, toDo }) => accepted === 6 && toDo === 1);
    expect(bench.mails.heldFor).toEqual([silent.address]);
    bench.mails.release();
    expect(await bench.statement(id)).toMatchObject({ audience: 7, accepted: 7 });
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
    // Few enough that none waits for its lane, of which each has the half: put off, it would wait for a clock that stands.
    const few = { BATCH_SIZE: '3', DISPATCH_CONNECTIONS: String(CONNECTIONS) };
    const other = await startAnother(bench.notification, few);
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
    // Not out yet, so nobody may read of it either.
    const kind = `SELECT 1 FROM outbox WHERE kind = 'announcement-published.v1' AND posted_at >= $1`;
    expect(await bench.query(kind, new Date('2026-03-02T22:30:00.000Z'))).toEqual([]);
    await bench.dispatches.resume(missed.dispatchId);
    expect(await bench.statement(id)).toMatchObject({ accepted: 2 });
    await told(bench.notification, AnnouncementPublishedV1, ({ announcementId }) => announcementId === id);
  });

  it('SEND-7: one that was interrupted for long, as by a restore, asks too', async () => {
    const [reached, waits] = (await bench.follow(2)) as [Follower, Follower];
    bench.mails.refuseRecipients((address) =>
      address === waits.address ? { code: 451, text: '4.3.0 later' } : undefined,
    );
    const id = await bench.announce();
    const { dispatchId } = await bench.statement(id, (now) => now.deferred === 1 && now.accepted === 1);
    await bench.allGivenBack(dispatchId);
    bench.mails.refuseRecipients();
    // Not even a sender that is quicker than the round that notices it.
    const dueAfter = async (hours: number) => {
      const now = new Date(Date.parse(START) + hours * 3_600_000);
      return (await dueBatches(bench.notification.dataSource, { now, missedAfterMinutes: 360, limit: 9 }))
        .length;
    };
    expect([await dueAfter(1), await dueAfter(7)]).toEqual([1, 0]);
    bench.clock.advance(7 * 3600);
    await bench.statement(id, ({ state }) => state === 'missed');
    expect(bench.mailsTo([reached, waits])).toEqual([1, 0]);
    // People have mails that lead to it.
    const page = await bench.notification.app.inject({ url: `/announcements/${id}?lang=en` });
    expect([page.statusCode, page.body.includes('Meetings in March')]).toEqual([200, true]);
    const list = await bench.notification.app.inject({ url: `/announcements?topic=${bench.topic}` });
    expect(list.body).toContain(`/announcements/${id}`);
  });

  it('SEND-2: a dispatch of which one too many is told waits for a person, who is told why', async () => {
    await bench.follow(1);
    bench.mails.hold();
    const id = await bench.announce();
    const { dispatchId } = await bench.statement(id, () => true);
    await bench.query(
      `INSERT INTO deliveries (dispatch_id, resident_id, state, ledger_index, decided_at)
       VALUES ($1, gen_random_uuid(), 'accepted', 1, now())`,
      dispatchId,
    );
    bench.mails.release();
    expect(await bench.statement(id, ({ state }) => state === 'paused')).toMatchObject({
      reason: 'unaccounted',
    });
  });

  it('SEND-2: one that cannot be ended now, as the database is away, is ended a round later', async () => {
    await bench.follow(1);
    const dispatches = bench.notification.app.get(DispatchQuery);
    const finish = dispatches.finish.bind(dispatches);
    let failed = 0;
    dispatches.finish = async (...end) => {
      failed += 1;
      if (failed === 1) throw new Error('the connection is gone');
      await finish(...end);
    };
    expect(await bench.statement(await bench.announce())).toMatchObject({ accepted: 1 });
    expect(failed).toBe(2);
    dispatches.finish = finish;
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

describe('where uncertain mails are sent again', () => {
  const again = new DispatchBench();
  beforeAll(() => again.start({ UNCERTAIN: 'send-again' }));
  beforeEach(() => again.begin());
  afterEach(() => again.calm());
  afterAll(() => again.stop());

  it('SEND-3, SEND-5: everybody is reached after a kill, and a repeat has the same Message-ID', async () => {
    const followers = await again.follow(3);
    again.mails.hold();
    const id = await again.announce();
    await again.mails.held(1);
    await again.loseLeases(id);
    // Taken over: what the silent sender had noted is noted again.
    await eventually(
      () => again.query('SELECT unnest(residents) FROM intents WHERE epoch > 1'),
      (repeated) => repeated.length === 3,
    );
    again.mails.release();
    expect(await again.statement(id)).toMatchObject({ accepted: 3, uncertain: 0 });
    for (const { address } of followers) {
      const ids = again.mails.to(address).map((mail) => mail.header('Message-ID'));
      expect(ids.length).toBeGreaterThanOrEqual(1);
      expect(new Set(ids).size).toBe(1);
    }
  });

  it('SEND-5: who never answers ends as uncertain all the same', async () => {
    await again.follow(1);
    let heard = 0;
    again.mails.refuseMessages((_mail, hangUp) => {
      heard += 1;
      // Only on who brought it: of the others one could be noticed too late, and the relay would be left out for a moment.
      hangUp();
      return undefined;
    });
    const id = await again.announce();
    for (let attempts = 1; attempts < 3; attempts += 1) {
      await again.statement(id, ({ deferred }) => heard === attempts && deferred === 1);
      again.clock.advance(120);
    }
    expect(await again.statement(id)).toMatchObject({ uncertain: 1 });
    expect(heard).toBe(3);
  });
});
