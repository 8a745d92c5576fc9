import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaveLinks } from '#libs/links';
import { askedRecorded, ended, granted, standing } from '../messages.testing.ts';
import {
  eventually,
  type RunningNotification,
  runNotification,
  startAnother,
} from '../notification.testing.ts';
import { announce, type Follower, follow, newTopic, statement } from './dispatch.testing.ts';
import { DispatchesService } from './dispatches.service.ts';

const START = '2026-03-02T15:00:00.000Z';
const CONNECTIONS = 2;

let notification: RunningNotification;
let topic: string;

beforeAll(async () => {
  notification = await runNotification({ BATCH_SIZE: '3', DISPATCH_CONNECTIONS: String(CONNECTIONS) });
});
beforeEach(async () => {
  notification.clock.set(START);
  topic = await newTopic(notification);
});
afterEach(() => {
  notification.mails.refuseRecipients();
  notification.mails.refuseMessages();
  notification.mails.release();
});
afterAll(() => notification.stop());

const mailsTo = (followers: Follower[]) =>
  followers.map(({ address }) => notification.mails.to(address).length);
const once = (followers: Follower[]) => followers.map(() => 1);

const left = ({ residentId, subscriptionId }: Follower, version = 2) =>
  notification.send(
    ended({ residentId, standings: [standing({ topic, subscriptionId, version, ledgerIndex: 99 })] }),
  );

const deliveries = (dispatchId: string) =>
  notification.dataSource.query<
    { residentId: string; state: string; reason: string | null; ledgerIndex: string; attempts: number }[]
  >(
    `SELECT resident_id AS "residentId", state, reason, ledger_index AS "ledgerIndex", attempts
     FROM deliveries WHERE dispatch_id = $1 ORDER BY resident_id`,
    [dispatchId],
  );

describe('a dispatch', () => {
  it('SEND-2: reaches everyone once, and accounts for them with the ledger entry it relied on', async () => {
    const followers = await follow(notification, topic, 8);
    const finished = await statement(notification, await announce(notification, topic));
    expect(finished).toMatchObject({
      audience: 8,
      accepted: 8,
      suppressed: 0,
      failed: 0,
      uncertain: 0,
      toDo: 0,
    });
    expect(mailsTo(followers)).toEqual(once(followers));
    for (const delivery of await deliveries(finished.dispatchId)) {
      expect(delivery).toMatchObject({ state: 'accepted', ledgerIndex: '8' });
    }
  });

  it('MAIL-1: one recipient a mail, and nothing personal but the way to leave', async () => {
    const [one, other] = await follow(notification, topic, 2);
    await statement(notification, await announce(notification, topic));
    const links = new LeaveLinks(notification.settings.linkKeys);
    const [first, second] = await Promise.all(
      [one, other].map(async (follower) => {
        const mail = await notification.mails.nextMail(follower?.address ?? '');
        const own = links.token(follower?.subscriptionId ?? '');
        expect(mail.text).toContain(own);
        return { mail, impersonal: [mail.text, mail.html].map((part) => part.replaceAll(own, 'LEAVE')) };
      }),
    );
    expect(first?.impersonal).toEqual(second?.impersonal);
    expect(first?.mail.header('Message-ID')).not.toBe(second?.mail.header('Message-ID'));
    expect(first?.mail.html).not.toMatch(/<img|src=/);
  });

  it('MSG-1, LEAVE-1, LEAVE-2, MAIL-3: names who writes and how to leave, in both parts and in the headers', async () => {
    const [anne] = await follow(notification, topic, 1);
    const [elodie] = await follow(notification, topic, 1, { language: 'fr' });
    await statement(notification, await announce(notification, topic));
    const mail = await notification.mails.nextMail(anne?.address ?? '');
    const leave = `https://updates.example.ca/leave/${new LeaveLinks(notification.settings.linkKeys).token(anne?.subscriptionId ?? '')}`;
    expect(mail.subject).toBe('Meetings in March');
    for (const part of [mail.text, mail.html]) {
      for (const said of [
        'Example City',
        'Communications Division',
        '1 Main Street',
        'news@example.ca',
        '416-555-0100',
        'https://example.ca/plan',
        'Digital plan',
        `${leave}?lang=en`,
      ]) {
        expect(part).toContain(said);
      }
    }
    expect(mail.header('List-Unsubscribe')).toMatch(
      new RegExp(`^<${leave}>, <mailto:leave@example\\.ca\\?subject=unsubscribe%20[\\w-]+>$`),
    );
    expect(mail.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(mail.header('List-Id')).toBe(`<${topic}.example.ca>`);
    expect(mail.header('List-Owner')).toBe('<mailto:news@example.ca>');
    expect(mail.header('List-Help')).toBe(`<https://updates.example.ca/topics/${topic}>`);
    expect(mail.header('List-Archive')).toBe('<https://updates.example.ca/announcements>');
    expect(mail.header('Auto-Submitted')).toBeUndefined();
    expect(mail.parsed.replyTo).toEqual([{ name: '', address: 'news@example.ca' }]);
    const french = await notification.mails.nextMail(elodie?.address ?? '');
    expect(french.subject).toBe('Réunions en mars');
    expect(french.html).toContain('<html lang="fr"');
    expect(french.text).toContain('Division des communications');
    expect(french.text).toContain('?lang=fr');
  });

  it('writes to those who followed when it began: neither to who left before nor to who joined later', async () => {
    const [gone, ...staying] = await follow(notification, topic, 13);
    if (gone) await left(gone);
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(1);
    const late = await follow(notification, topic, 30);
    notification.mails.release();
    expect(await statement(notification, id)).toMatchObject({ audience: 12, accepted: 12, suppressed: 0 });
    expect(mailsTo(staying)).toEqual(once(staying));
    expect(mailsTo(late)).toEqual(late.map(() => 0));
  });

  it('waits for the time that was chosen', async () => {
    const followers = await follow(notification, topic, 1);
    const id = await announce(notification, topic, new Date('2026-03-02T16:00:00.000Z'));
    // Another announcement goes out meanwhile, so this one could have.
    const other = await newTopic(notification);
    await statement(notification, await announce(notification, other));
    expect(mailsTo(followers)).toEqual([0]);
    notification.clock.set('2026-03-02T16:00:00.000Z');
    await statement(notification, id);
    expect(mailsTo(followers)).toEqual([1]);
  });

  it('is over at once when nobody follows', async () => {
    expect(await statement(notification, await announce(notification, topic))).toMatchObject({
      audience: 0,
      toDo: 0,
    });
  });
});

describe('who leaves while a dispatch runs', () => {
  it('LEAVE-4, SEND-1: gets nothing that was not handed over, and is accounted for', async () => {
    const followers = await follow(notification, topic, 9);
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(CONNECTIONS);
    const leaving = (await notHandedOver(id, followers)).slice(0, 4);
    await Promise.all(leaving.map((follower) => left(follower)));
    notification.mails.release();
    const finished = await statement(notification, id);
    expect(finished).toMatchObject({ audience: 9, accepted: 5, suppressed: 4 });
    expect(finished.reasons.suppressed).toEqual([{ reason: 'withdrew', count: 4 }]);
    expect(mailsTo(leaving)).toEqual([0, 0, 0, 0]);
    const [delivery] = (await deliveries(finished.dispatchId)).filter(({ state }) => state === 'suppressed');
    expect(delivery).toMatchObject({ ledgerIndex: '99' });
  });

  it('LEAVE-4: is suppressed also while the mail waits to be tried again', async () => {
    const [leaving] = await follow(notification, topic, 1);
    notification.mails.refuseRecipients(() => ({ code: 451, text: '4.3.0 later' }));
    const id = await announce(notification, topic);
    await statement(notification, id, ({ deferred }) => deferred === 1);
    if (leaving) await left(leaving);
    notification.mails.refuseRecipients();
    notification.clock.advance(120);
    expect(await statement(notification, id)).toMatchObject({ accepted: 0, suppressed: 1 });
    expect(mailsTo(leaving ? [leaving] : [])).toEqual([0]);
  });

  it('LEAVE-4: and whose mail was refused for now in that very moment, is not written to again', async () => {
    const [leaving] = await follow(notification, topic, 1);
    notification.mails.refuseMessages(() => ({ code: 451, text: '4.3.0 later' }));
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(1);
    if (leaving) await left(leaving);
    notification.mails.release();
    await statement(notification, id, ({ deferred }) => deferred === 1);
    notification.mails.refuseMessages();
    notification.clock.advance(120);
    expect(await statement(notification, id)).toMatchObject({ accepted: 0, suppressed: 1 });
  });

  it('SEND-2: and comes back is not written to by the dispatch that they left, and counted once', async () => {
    const followers = await follow(notification, topic, 5);
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(CONNECTIONS);
    const back = (await notHandedOver(id, followers)).slice(0, 1);
    for (const follower of back) {
      const { residentId, address, subscriptionId } = follower;
      await left(follower);
      await notification.send(
        granted({ residentId, address, standings: [standing({ topic, subscriptionId, version: 3 })] }),
      );
    }
    notification.mails.release();
    expect(await statement(notification, id)).toMatchObject({ audience: 5, accepted: 4, suppressed: 1 });
    const subjects = back
      .flatMap(({ address }) => notification.mails.to(address))
      .map(({ subject }) => subject);
    expect(subjects).not.toContain('Meetings in March');
  });
});

describe('what the relay answers', () => {
  it('SEND-4: 4xx is tried again after growing waits, with the same Message-ID, and then accepted', async () => {
    const [anne, ...others] = await follow(notification, topic, 3);
    const tried: (string | undefined)[] = [];
    notification.mails.refuseMessages((mail) => {
      if (mail.to !== anne?.address) return undefined;
      tried.push(mail.header('Message-ID'));
      return tried.length < 3 ? { code: 451, text: '4.7.1 greylisted' } : undefined;
    });
    const id = await announce(notification, topic);
    await statement(notification, id, ({ accepted, deferred }) => accepted === 2 && deferred === 1);
    notification.clock.advance(90);
    await eventually(
      async () => tried.length,
      (count) => count === 2,
    );
    await statement(notification, id, ({ deferred }) => deferred === 1);
    notification.clock.advance(600);
    expect(await statement(notification, id)).toMatchObject({ accepted: 3, failed: 0 });
    expect(tried).toHaveLength(3);
    expect(new Set(tried).size).toBe(1);
    expect(mailsTo(others)).toEqual([1, 1]);
  });

  it('SEND-4: 4xx to the end of the window fails, with what was answered last', async () => {
    await follow(notification, topic, 1);
    notification.mails.refuseRecipients(() => ({ code: 452, text: '4.2.2 full' }));
    const id = await announce(notification, topic);
    for (let hours = 0; hours < 25; hours += 5) {
      await statement(notification, id, ({ deferred, failed }) => deferred + failed === 1);
      notification.clock.advance(5 * 3600);
      await eventually(seenNow, Boolean);
    }
    const finished = await statement(notification, id);
    expect(finished.reasons.failed).toEqual([{ reason: 'window-ended-4.2.2', count: 1 }]);
  });

  it('SEND-4: 5xx about a recipient fails that one, with its code', async () => {
    const [gone, ...others] = await follow(notification, topic, 4);
    notification.mails.refuseRecipients((address) =>
      address === gone?.address ? { code: 550, text: `5.1.1 ${address} unknown` } : undefined,
    );
    const finished = await statement(notification, await announce(notification, topic));
    expect(finished).toMatchObject({ audience: 4, accepted: 3, failed: 1 });
    expect(finished.reasons.failed).toEqual([{ reason: '5.1.1', count: 1 }]);
    expect(mailsTo(others)).toEqual(once(others));
    expect(notification.log.join('\n')).not.toContain(gone?.address);
  });

  it('SEND-4: 5xx about us pauses the dispatch and blames nobody; resumed, it goes on where it was', async () => {
    const followers = await follow(notification, topic, 8);
    let answered = 0;
    notification.mails.refuseMessages(() => {
      answered += 1;
      return answered > 3 ? { code: 550, text: '5.7.26 unauthenticated' } : undefined;
    });
    const id = await announce(notification, topic);
    const paused = await statement(notification, id, ({ state }) => state === 'paused');
    expect(paused).toMatchObject({ reason: '5.7.26', failed: 0, uncertain: 0 });
    await allGivenBack(paused.dispatchId);
    notification.mails.refuseMessages();
    await notification.app.get(DispatchesService).resume(paused.dispatchId);
    expect(await statement(notification, id)).toMatchObject({
      audience: 8,
      accepted: 8,
      failed: 0,
      reason: null,
    });
    expect(mailsTo(followers)).toEqual(once(followers));
  });

  it('an operator pauses it: what is on the wire still goes, and nothing else until it is resumed', async () => {
    const followers = await follow(notification, topic, 5);
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(CONNECTIONS);
    const { dispatchId } = await statement(notification, id, ({ state }) => state === 'running');
    await notification.app.get(DispatchesService).pause(dispatchId);
    notification.mails.release();
    const paused = await statement(notification, id, ({ accepted }) => accepted === CONNECTIONS);
    expect(paused).toMatchObject({ state: 'paused', reason: 'operator', toDo: 3 });
    await allGivenBack(dispatchId);
    expect((await statement(notification, id, () => true)).accepted).toBe(CONNECTIONS);
    await notification.app.get(DispatchesService).resume(dispatchId);
    expect(await statement(notification, id)).toMatchObject({ accepted: 5 });
    expect(mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-5: no answer after the final dot is uncertain, and is never sent again by itself', async () => {
    const followers = await follow(notification, topic, 2);
    const heard = new Set<string>();
    notification.mails.refuseMessages((mail) => {
      expect(heard).not.toContain(mail.to);
      heard.add(mail.to);
      return undefined;
    });
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(2);
    notification.mails.hangUp();
    const finished = await statement(notification, id);
    expect(finished).toMatchObject({ audience: 2, accepted: 0, uncertain: 2 });
    expect(finished.reasons.uncertain).toEqual([{ reason: 'no-answer', count: 2 }]);
    expect(mailsTo(followers)).toEqual([0, 0]);
  });

  it('MAIL-1: an address that is not exactly one fails, and nothing is sent for it', async () => {
    await follow(notification, topic, 1, { address: 'anne@example.org, victim@example.com' });
    const others = await follow(notification, topic, 2);
    const finished = await statement(notification, await announce(notification, topic));
    expect(finished.reasons.failed).toEqual([{ reason: 'address', count: 1 }]);
    expect(mailsTo(others)).toEqual([1, 1]);
    expect(notification.mails.to('victim@example.com')).toEqual([]);
  });
});

describe('what breaks', () => {
  it('SEND-3, SEND-5: a lost lease is taken over; what was on the wire is uncertain and not repeated', async () => {
    const followers = await follow(notification, topic, 3);
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(CONNECTIONS);
    await notification.dataSource.query(
      `UPDATE batches SET leased_until = clock_timestamp() - interval '1 second'
       WHERE dispatch_id = (SELECT id FROM dispatches WHERE announcement_id = $1)`,
      [id],
    );
    await statement(notification, id, ({ uncertain }) => uncertain === CONNECTIONS);
    notification.mails.release();
    const finished = await statement(notification, id);
    expect(finished).toMatchObject({ audience: 3, accepted: 1, uncertain: CONNECTIONS });
    expect(finished.reasons.uncertain).toEqual([{ reason: 'lease-lost', count: CONNECTIONS }]);
    expect(mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-3: a wiped Redis costs a moment and nobody', async () => {
    const followers = await follow(notification, topic, 9);
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(CONNECTIONS);
    await notification.redis.flush();
    notification.mails.release();
    expect(await statement(notification, id)).toMatchObject({ audience: 9, accepted: 9 });
    expect(mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-3: two processes share a dispatch without a repeat, and one goes on when the other stops', async () => {
    const followers = await follow(notification, topic, 30);
    const other = await startAnother(notification, { BATCH_SIZE: '3' });
    notification.mails.hold();
    const id = await announce(notification, topic);
    // Both have connections that wait for an answer.
    await notification.mails.held(CONNECTIONS + 1);
    notification.mails.release();
    await other.stop();
    expect(await statement(notification, id)).toMatchObject({ audience: 30, accepted: 30 });
    expect(mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-8: letters do not wait behind a dispatch whose connections are all taken', async () => {
    await follow(notification, topic, 6);
    notification.mails.hold();
    const id = await announce(notification, topic);
    await notification.mails.held(CONNECTIONS);
    await notification.send(askedRecorded({ topics: [topic], address: 'waits.not@example.org' }));
    await notification.mails.held(CONNECTIONS + 1);
    notification.mails.release();
    expect((await notification.mails.nextMail('waits.not@example.org')).subject).toContain('Please confirm');
    await statement(notification, id);
  });

  it('SEND-7: one that was missed for long asks a person before it sends', async () => {
    const followers = await follow(notification, topic, 2);
    const id = await announce(notification, topic, new Date('2026-03-02T16:00:00.000Z'));
    notification.clock.set('2026-03-02T22:30:00.000Z');
    const missed = await statement(notification, id, ({ state }) => state === 'missed');
    expect(mailsTo(followers)).toEqual([0, 0]);
    await notification.app.get(DispatchesService).resume(missed.dispatchId);
    expect(await statement(notification, id)).toMatchObject({ accepted: 2 });
  });

  it('SEND-7: one that was interrupted for long, as by a restore, asks too', async () => {
    const followers = await follow(notification, topic, 1);
    notification.mails.refuseRecipients(() => ({ code: 451, text: '4.3.0 later' }));
    const id = await announce(notification, topic);
    await statement(notification, id, ({ deferred }) => deferred === 1);
    notification.mails.refuseRecipients();
    notification.clock.advance(7 * 3600);
    await statement(notification, id, ({ state }) => state === 'missed');
    expect(mailsTo(followers)).toEqual([0]);
  });

  it('MSG-2: words that were changed behind the back of the release are not sent', async () => {
    const followers = await follow(notification, topic, 1);
    const id = await announce(notification, topic, new Date('2026-03-02T16:00:00.000Z'));
    await notification.dataSource.query(
      `UPDATE announcement_texts SET body = 'Changed' WHERE announcement_id = $1`,
      [id],
    );
    notification.clock.set('2026-03-02T16:00:00.000Z');
    await eventually(
      () => notification.dataSource.query('SELECT state FROM announcements WHERE id = $1', [id]),
      ([row]) => row.state !== 'scheduled',
    );
    expect(mailsTo(followers)).toEqual([0]);
  });
});

/** Whether the service noticed that time went on: else the jumps of this file's clock look like an outage. */
async function seenNow(): Promise<boolean> {
  const rows = await notification.dataSource.query(
    `SELECT 1 FROM dispatches WHERE state = 'running' AND seen_at < $1`,
    [notification.clock.now()],
  );
  return rows.length === 0;
}

/** Whom it has not come to yet. */
async function notHandedOver(announcementId: string, followers: Follower[]): Promise<Follower[]> {
  const { dispatchId } = await statement(notification, announcementId, () => true);
  const known = (await deliveries(dispatchId)).map(({ residentId }) => residentId);
  return followers.filter(({ residentId }) => !known.includes(residentId));
}

/** Nothing of it is on the wire any more. */
async function allGivenBack(dispatchId: string): Promise<void> {
  const sql = 'SELECT 1 FROM batches WHERE dispatch_id = $1 AND leased_until IS NOT NULL';
  await eventually(
    () => notification.dataSource.query<unknown[]>(sql, [dispatchId]),
    (leased) => leased.length === 0,
  );
}
