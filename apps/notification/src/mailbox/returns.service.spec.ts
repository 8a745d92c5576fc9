import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaveAskedV1, readMessage } from '#libs/contracts';
import { LeaveLinks } from '#libs/links';
import { Seal } from '#libs/messaging';
import { complaint, deliveryReport, mail } from '../../../../test/support/returned-mail.ts';
import type { Follower } from '../dispatch/dispatch.testing.ts';
import { granted, standing } from '../messages.testing.ts';
import { RETURN_DOMAIN, ReturnsBench } from './returns.testing.ts';

const bench = new ReturnsBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const failed = (status: string) =>
  deliveryReport({ 'Final-Recipient': 'rfc822; x@example.org', Action: 'failed', Status: status });
const token = ({ subscriptionId }: Follower) =>
  new LeaveLinks(bench.notification.settings.linkKeys).token(subscriptionId);
const from = (sender: string, headers: Record<string, string>, text = '') =>
  mail({ From: sender, ...headers }, text);

/** What was asked of *subscription*, oldest first. */
async function asked(): Promise<LeaveAskedV1[]> {
  const seal = new Seal(bench.notification.settings.messageKey);
  const rows = await bench.query<{ id: string; kind: string; sealed: string }>(
    `SELECT id, kind, sealed FROM outbox WHERE kind = 'leave-asked.v1' ORDER BY sequence`,
  );
  return rows.map(
    ({ id, kind, sealed }) => readMessage(kind, seal.open(sealed, `${kind} ${id}`)) as LeaveAskedV1,
  );
}

describe('MAIL-4: bounces', () => {
  it('each mail has a return path of its own at our domain, and the resident reads who we are in From', async () => {
    const { follower, path } = await bench.reached();
    expect(path).toMatch(/^d[a-z2-7]{58}@returns\.example\.ca$/);
    expect(bench.mails.to(follower.address)[0]?.header('from')).toContain('updates@example.ca');
  });

  it('a hard one gives the address up; the standing stays, and the next dispatch counts it as suppressed', async () => {
    const { follower, path, announcement } = await bench.reached();
    expect(await bench.bring(path, failed('5.1.1'))).toBe('bounced');
    expect(await bench.suppressedReason(follower)).toBe('hard-bounce');
    expect(
      await bench.query('SELECT active FROM audience WHERE resident_id = $1', follower.residentId),
    ).toEqual([{ active: true }]);
    expect(await bench.deliveries(announcement)).toMatchObject([{ state: 'accepted' }]);
    const next = await bench.statement(await bench.announce());
    expect(next).toMatchObject({ audience: 1, accepted: 0, suppressed: 1 });
    expect(next.reasons.suppressed).toEqual([{ reason: 'hard-bounce', count: 1 }]);
  });

  it('the same one twice counts once, also in capitals', async () => {
    const { follower, path } = await bench.reached();
    await bench.bring(path, failed('5.2.2'));
    await bench.bring(path.toUpperCase(), failed('5.2.2'));
    expect(await bench.count(`bounces WHERE resident_id = '${follower.residentId}'`)).toBe(1);
    expect(await bench.suppressedReason(follower)).toBeNull();
  });

  it('SEND-4: four soft ones over two weeks give it up', async () => {
    const follower = await bench.followOne();
    for (const day of ['02', '07', '12', '17']) {
      bench.clock.set(`2026-03-${day}T15:00:00.000Z`);
      await bench.statement(await bench.announce());
      await bench.bring(bench.returnPaths(follower).at(-1) ?? '', failed('5.2.2'));
    }
    expect(await bench.suppressedReason(follower)).toBe('soft-bounces');
  });

  it('SEND-4: what is about us counts against nobody', async () => {
    const { follower, path } = await bench.reached();
    expect(await bench.bring(path, failed('5.7.26'))).toBe('bounced');
    expect(await bench.suppressedReason(follower)).toBeNull();
  });

  it('who is suppressed while their mail waits to be tried again gets none', async () => {
    const { follower, path } = await bench.reached();
    bench.mails.refuseRecipients(() => ({ code: 451, text: '4.3.0 later' }));
    const id = await bench.announce();
    await bench.statement(id, ({ deferred }) => deferred === 1);
    await bench.bring(path, failed('5.1.1'));
    bench.mails.refuseRecipients();
    bench.clock.advance(120);
    expect(await bench.statement(id)).toMatchObject({ accepted: 0, suppressed: 1 });
    expect(bench.mails.to(follower.address)).toHaveLength(1);
  });

  it('a new consent ends a suppression; an older one, that comes late, does not', async () => {
    const { follower, path } = await bench.reached();
    await bench.bring(path, failed('5.1.1'));
    const { residentId, address, subscriptionId } = follower;
    const consent = (version: number, grantedAt: string) =>
      granted({
        residentId,
        address,
        grantedAt,
        standings: [standing({ topic: bench.topic, subscriptionId, version })],
      });
    await bench.notification.send(consent(2, '2026-03-02T14:00:00.000Z'));
    expect(await bench.suppressedReason(follower)).toBe('hard-bounce');
    await bench.notification.send(consent(3, '2026-03-02T16:00:00.000Z'));
    expect(await bench.suppressedReason(follower)).toBeNull();
  });
});

describe('LEAVE-6: an import', () => {
  const imported = ({ residentId, address, subscriptionId }: Follower, basis: 'imported' | 'implied') =>
    granted({
      ...{ residentId, address, basis, grantedAt: '2026-03-02T16:00:00.000Z' },
      standings: [standing({ topic: bench.topic, subscriptionId, version: 3 })],
    });

  it.each(['imported', 'implied'] as const)(
    '(%s) does not write again to an address that was given up',
    async (basis) => {
      const { follower, path } = await bench.reached();
      await bench.bring(path, failed('5.1.1'));
      await bench.notification.send(imported(follower, basis));
      expect(await bench.suppressedReason(follower)).toBe('hard-bounce');
    },
  );

  it('does not outrun a withdrawal that is on its way to the ledger', async () => {
    const { follower, path } = await bench.reached();
    await bench.bring(path, complaint({ 'Feedback-Type': 'abuse' }));
    await bench.notification.send(imported(follower, 'imported'));
    expect(await bench.suppressedReason(follower)).toBe('complaint');
  });

  it('adds a topic that is suppressed as the others are', async () => {
    const { follower, path } = await bench.reached();
    await bench.bring(path, failed('5.1.1'));
    const topic = await bench.newTopic();
    const { residentId, address } = follower;
    await bench.notification.send(
      granted({ residentId, address, basis: 'imported', standings: [standing({ topic })] }),
    );
    const reasons = await bench.query(
      'SELECT suppressed_reason AS reason FROM audience WHERE resident_id = $1 AND topic = $2',
      residentId,
      topic,
    );
    expect(reasons).toEqual([{ reason: 'hard-bounce' }]);
  });
});

describe('MAIL-4: what nothing vouches for changes nothing', () => {
  const refused = (to: string) =>
    expect(bench.bring(to, failed('5.1.1'))).rejects.toMatchObject({ responseCode: 550 });

  it('a wrong MAC, another domain, somebody else: not even taken', async () => {
    const { follower, path } = await bench.reached();
    const forged = (path.startsWith('da') ? 'db' : 'da') + path.slice(2);
    for (const to of [
      forged,
      path.replace(RETURN_DOMAIN, 'example.net'),
      `d@${RETURN_DOMAIN}`,
      'anne@example.org',
    ])
      await refused(to);
    expect(await bench.suppressedReason(follower)).toBeNull();
  });

  it('a report to an address that is no return path', async () => {
    const { follower } = await bench.reached();
    const before = await bench.count('bounces');
    for (const to of [`postmaster@${RETURN_DOMAIN}`, 'leave@example.ca']) {
      expect(await bench.bring(to, failed('5.1.1'))).toBe('unverified');
    }
    expect(await bench.count('bounces')).toBe(before);
    expect(await bench.suppressedReason(follower)).toBeNull();
  });

  it('LEAVE-7: a complaint without anything of ours: a person sees it', async () => {
    const { follower } = await bench.reached();
    const items = await bench.count("mailbox_items WHERE kind = 'complaint'");
    const before = (await asked()).length;
    const forged = complaint(
      { 'Feedback-Type': 'abuse', 'Original-Rcpt-To': follower.address },
      {
        'List-Unsubscribe': `<https://updates.example.ca/leave/${'A'.repeat(54)}>`,
        'Message-ID': `<${'A'.repeat(28)}@example.ca>`,
      },
    );
    expect(await bench.bring(`abuse@${RETURN_DOMAIN}`, forged, 'feedback@example.org')).toBe('to-place');
    expect(await bench.count("mailbox_items WHERE kind = 'complaint'")).toBe(items + 1);
    expect(await asked()).toHaveLength(before);
    expect(await bench.suppressedReason(follower)).toBeNull();
  });

  it('LEAVE-5: STOP from an address that anybody could have written: a person sees it', async () => {
    const { follower } = await bench.reached();
    const stop = from(follower.address, { Subject: 'STOP', 'In-Reply-To': `<${'A'.repeat(28)}@example.ca>` });
    expect(await bench.bring('leave@example.ca', stop, follower.address)).toBe('to-place');
    expect(await bench.suppressedReason(follower)).toBeNull();
  });

  it('an absence, which comes from the empty sender as a bounce does', async () => {
    const { follower, path } = await bench.reached();
    const away = from(
      follower.address,
      { Subject: 'Out of office', 'Auto-Submitted': 'auto-replied' },
      'unsubscribe 550 5.1.1',
    );
    expect(await bench.bring(path, away)).toBe('automatic');
    expect(await bench.suppressedReason(follower)).toBeNull();
  });
});

describe('leaving by mail', () => {
  it('LEAVE-5: the header of a mail about several topics ends all of them', async () => {
    const { follower } = await bench.reached();
    const wish = from('anything@example.net', { Subject: `unsubscribe everything ${token(follower)}` });
    expect(await bench.bring('leave@example.ca', wish, 'anything@example.net')).toBe('left');
    expect(await bench.suppressedReason(follower)).toBe('mailed-unsubscribe');
    const { subscriptionId } = follower;
    expect((await asked()).at(-1)).toMatchObject({ subscriptionId, scope: 'everything' });
  });

  it('LEAVE-5: the token of the header ends the topic, at once here, and asks subscription once more than needed at worst', async () => {
    const { follower } = await bench.reached();
    const wish = from('anything@example.net', { Subject: `unsubscribe ${token(follower)}` });
    expect(await bench.bring('leave@example.ca', wish, 'anything@example.net')).toBe('left');
    expect(await bench.suppressedReason(follower)).toBe('mailed-unsubscribe');
    expect((await asked()).at(-1)).toEqual({
      subscriptionId: follower.subscriptionId,
      scope: 'topic',
      control: 'mailed-unsubscribe',
      askedAt: bench.clock.now().toISOString(),
    });
    expect(await bench.statement(await bench.announce())).toMatchObject({ accepted: 0, suppressed: 1 });
  });

  it('LEAVE-5: a token that is not ours ends nothing', async () => {
    const before = (await asked()).length;
    const wish = from('a@example.net', { Subject: `unsubscribe ${'A'.repeat(54)}` });
    expect(await bench.bring('leave@example.ca', wish, 'a@example.net')).toBe('to-place');
    expect(await asked()).toHaveLength(before);
  });

  it('LEAVE-5: an answer that says STOP counts when it names the mail that only they got', async () => {
    const { follower } = await bench.reached();
    const messageId = bench.mails.to(follower.address)[0]?.header('message-id') ?? '';
    const stop = from(
      follower.address,
      { Subject: 'Re: Meetings in March', 'In-Reply-To': messageId },
      'Stop please',
    );
    expect(await bench.bring('leave@example.ca', stop, follower.address)).toBe('left');
    expect((await asked()).at(-1)).toMatchObject({ scope: 'everything', control: 'mailed-unsubscribe' });
    expect(await bench.suppressedReason(follower)).toBe('mailed-unsubscribe');
  });

  it('LEAVE-7: a complaint ends everything, by the token in the mail that it returns, address struck out', async () => {
    const { follower } = await bench.reached();
    const report = complaint(
      { 'Feedback-Type': 'abuse' },
      {
        To: 'redacted',
        'List-Unsubscribe': bench.mails.to(follower.address)[0]?.header('list-unsubscribe') ?? '',
      },
    );
    expect(await bench.bring(`abuse@${RETURN_DOMAIN}`, report, 'feedback@example.org')).toBe('left');
    expect((await asked()).at(-1)).toMatchObject({
      subscriptionId: follower.subscriptionId,
      scope: 'everything',
      control: 'complaint',
    });
    expect(await bench.suppressedReason(follower)).toBe('complaint');
  });

  it('LEAVE-7: or by the return path of the mail that it returns; it counts for the dispatch', async () => {
    const { follower, path } = await bench.reached();
    const before = await bench.count('complaints');
    const report = complaint(
      { 'Feedback-Type': 'abuse', 'Original-Mail-From': `<${path}>` },
      { To: 'redacted' },
    );
    expect(await bench.bring(`abuse@${RETURN_DOMAIN}`, report, 'feedback@example.org')).toBe('left');
    expect(await bench.suppressedReason(follower)).toBe('complaint');
    expect(await bench.count('complaints')).toBe(before + 1);
  });

  it('LEAVE-4: a running dispatch drops them', async () => {
    const followers = await bench.follow(9);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(2);
    const leaving = bench.notHandedOver(followers).slice(0, 3);
    for (const follower of leaving) {
      await bench.bring(
        'leave@example.ca',
        from('a@example.net', { Subject: `unsubscribe ${token(follower)}` }),
        'a@example.net',
      );
    }
    await bench.heard();
    bench.mails.release();
    const finished = await bench.statement(id);
    expect(finished).toMatchObject({ audience: 9, accepted: 6, suppressed: 3 });
    expect(finished.reasons.suppressed).toEqual([{ reason: 'mailed-unsubscribe', count: 3 }]);
  });
});

describe('ABUSE-5: the log', () => {
  it('holds no address, no token and no word of what came back', async () => {
    const { follower } = await bench.reached();
    await bench.bring(
      'leave@example.ca',
      from(follower.address, { Subject: 'A private matter' }, 'my secret'),
      follower.address,
    );
    const log = bench.notification.log.join('\n');
    for (const word of [follower.address, 'private matter', 'secret', token(follower)])
      expect(log).not.toContain(word);
  });
});
