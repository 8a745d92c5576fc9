import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessPartAskedV1, AccessPartV1, AccessReadyV1 } from '#libs/contracts';
import { eventually } from '../../../../test/support/index.ts';
import { DispatchBench } from '../dispatch/dispatch.testing.ts';
import { told } from '../messages/told.testing.ts';
import { askedRecorded, erased, granted, topicPublished } from '../messages.testing.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterAll(() => bench.stop());

const partAsked = (own: Partial<AccessPartAskedV1>) =>
  Object.assign(new AccessPartAskedV1(), {
    accessId: randomUUID(),
    residentIds: [randomUUID()],
    addresses: ['nobody@example.org'],
    ...own,
  });
const ready = (own: Partial<AccessReadyV1>) =>
  Object.assign(new AccessReadyV1(), {
    accessId: randomUUID(),
    residentId: randomUUID(),
    address: `anne.${randomUUID()}@example.org`,
    language: 'en',
    token: 'T'.repeat(43),
    expiresAt: '2026-03-05T15:00:00.000Z',
    ...own,
  });
const partsFor = ({ accessId }: AccessPartAskedV1) =>
  told(bench.notification, AccessPartV1, (part) => part.accessId === accessId);
const answer = async (question: AccessPartAskedV1) => {
  await bench.notification.send(question);
  const [part] = await partsFor(question);
  return Object.fromEntries(part?.held.map(({ name, rows }) => [name, rows]) ?? []);
};
const letterOf = (id: string) =>
  bench.query<{ state: string; reason: string | null; address: string | null; sealed: string | null }>(
    'SELECT state, reason, address, sealed FROM letters WHERE id = $1',
    id,
  );

describe('PROOF-6: what notification holds about a resident', () => {
  it('tells of topics, letters and each delivery with its outcome, and of nobody else', async () => {
    const [one, other] = await bench.follow(2);
    if (!one || !other) throw new Error('nobody follows');
    const announcement = await bench.announce();
    await bench.statement(announcement);
    await bench.notification.send(topicPublished());
    await bench.notification.send(granted({ residentId: one.residentId, address: one.address }));
    await eventually(
      () => bench.query("SELECT 1 FROM letters WHERE resident_id = $1 AND state = 'sent'", one.residentId),
      ({ length }) => length === 1,
    );
    const question = partAsked({ residentIds: [one.residentId], addresses: [one.address] });
    const held = await answer(question);
    expect(held.audience).toMatchObject([
      { topic: 'digital-plan', active: true },
      { topic: bench.topic, active: true, address: one.address, ledger_entry: 8 },
    ]);
    expect(held.letters).toMatchObject([{ kind: 'welcome', state: 'sent', address: null }]);
    expect(held.deliveries).toMatchObject([
      {
        topic: bench.topic,
        announcement_id: announcement,
        subjects: { en: 'Meetings in March', fr: 'Réunions en mars' },
        outcome: 'accepted',
        ledger_entry: 8,
        handed_at: expect.stringMatching(/^2026-03-02T15:/),
      },
    ]);
    expect(JSON.stringify(held)).not.toContain(other.residentId);
  });

  it('tells of a letter that waits, although it is not known whose it is', async () => {
    bench.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const address = `waiting.${randomUUID()}@example.org`;
    await bench.notification.send(askedRecorded({ address, topics: [bench.topic] }));
    const held = await answer(partAsked({ addresses: [address] }));
    expect(held.letters).toMatchObject([{ kind: 'confirmation', address }]);
    bench.calm();
  });

  it('tells what came back of their mails, and what they wrote, in whatever letters', async () => {
    const one = await bench.followOne();
    const { residentId } = one;
    const sender = one.address.toUpperCase();
    await bench.query(
      `INSERT INTO bounces VALUES (gen_random_uuid(), $1, 'soft', '5.2.2', '2026-03-02T15:00:00Z')`,
      residentId,
    );
    await bench.query(
      `INSERT INTO complaints VALUES (gen_random_uuid(), $1, '2026-03-02T16:00:00Z')`,
      residentId,
    );
    await bench.query(
      `INSERT INTO suppressions VALUES ($1, 'hard-bounce', '2026-03-01T15:00:00Z', '2026-03-02T15:00:00Z', 'subject-of-ada')`,
      residentId,
    );
    await bench.query(
      `INSERT INTO mailbox_items (id, kind, received_at, deadline, digest, sender, subject, body)
       VALUES (gen_random_uuid(), 'reply', '2026-03-02T15:00:00Z', '2026-03-16', $2, $1, 'Hello', 'My words')`,
      sender,
      Buffer.from(sender),
    );
    await bench.query(
      `INSERT INTO returned_mails VALUES (gen_random_uuid(), '2026-03-02T15:00:00Z', $1, '{}', 'STOP', 0, '2036-01-01')`,
      sender,
    );
    const held = await answer(partAsked({ residentIds: [residentId], addresses: [one.address] }));
    expect(held.bounces).toMatchObject([
      { weight: 'soft', reason: '5.2.2', bounced_at: '2026-03-02T15:00:00.000Z' },
    ]);
    expect(held.complaints).toHaveLength(1);
    expect(held.suppressions).toMatchObject([{ reason: 'hard-bounce', ended_by: 'staff' }]);
    expect(held.messages).toMatchObject([
      { kind: 'reply', sender, subject: 'Hello', body: 'My words', deadline: '2026-03-16' },
    ]);
    expect(held.arrivals).toMatchObject([{ sender, mail_in_base64: 'U1RPUA==' }]);
  });

  it('answers that it holds nothing', async () => {
    const held = Object.entries(await answer(partAsked({})));
    expect(held.map(([name]) => name)).toEqual([
      ...[
        'audience',
        'preferences',
        'letters',
        'digests',
        'deliveries',
        'bounces',
        'complaints',
        'suppressions',
        'messages',
        'arrivals',
      ],
    ]);
    expect(held.flatMap(([, rows]) => rows)).toEqual([]);
  });

  it('answers once, however often the message comes', async () => {
    const question = partAsked({});
    const sent = await bench.notification.send(question);
    await bench.notification.sendAgain(sent);
    await bench.notification.redis.flush();
    await bench.notification.sendAgain(sent);
    expect(await partsFor(question)).toHaveLength(1);
  });
});

describe('PROOF-6: the letter with the link', () => {
  it('goes to that address, says what it is and until when, and holds nothing else', async () => {
    const message = ready({});
    const sent = await bench.notification.send(message);
    const mail = await bench.mails.nextMail(message.address);
    const link = `https://updates.example.ca/verify/data/${message.token}?lang=en`;
    expect(mail.to).toBe(message.address);
    expect(mail.subject).toContain('Everything we hold about your address');
    expect(mail.links).toContain(link);
    expect(mail.html).toContain(`href="${link}"`);
    expect(mail.text).toContain('March 5, 2026');
    expect(mail.header('Auto-Submitted')).toBe('auto-generated');
    expect(mail.header('List-Unsubscribe')).toBeUndefined();
    for (const part of [mail.text, mail.html, mail.subject]) expect(part).not.toContain(message.address);
    await eventually(
      () => letterOf(sent.id),
      ([letter]) => letter?.state === 'sent',
    );
    expect(await letterOf(sent.id)).toMatchObject([{ address: null, sealed: null }]);
    expect(bench.notification.log.join('\n')).not.toContain(message.token);
    await bench.notification.sendAgain(sent);
    const after = ready({});
    await bench.notification.send(after);
    await bench.mails.nextMail(after.address);
    expect(bench.mails.to(message.address)).toHaveLength(1);
  });

  it('LEAVE-1: has a way out for whoever follows something, in both parts and in the headers', async () => {
    const message = granted({ address: `follows.${randomUUID()}@example.org` });
    await bench.notification.send(message);
    await bench.mails.nextMail(message.address);
    const { residentId, address } = message;
    await bench.notification.send(ready({ residentId, address }));
    const mail = await bench.mails.nextMail(address);
    for (const part of [mail.text, mail.html]) expect(part).toContain('https://updates.example.ca/leave/');
    expect(mail.header('List-Unsubscribe')).toMatch(/^<https:[^>]+\/leave\//);
  });

  it('ALL-2: is in the language of the form', async () => {
    const message = ready({ language: 'fr' });
    await bench.notification.send(message);
    const mail = await bench.mails.nextMail(message.address);
    expect(mail.subject).toContain('Tout ce que nous détenons sur votre adresse');
    expect(mail.text).toContain('5 mars 2026');
    expect(mail.text).toContain('?lang=fr');
    expect(mail.html).toContain('<html lang="fr" dir="ltr">');
  });

  it('PROOF-5: is not sent to a resident who is erased while it waits', async () => {
    bench.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const message = ready({});
    const { id } = await bench.notification.send(message);
    await bench.notification.send(erased({ residentIds: [message.residentId] }));
    bench.calm();
    await eventually(
      () => letterOf(id),
      ([letter]) => letter?.state === 'suppressed',
    );
    expect(bench.mails.to(message.address)).toEqual([]);
  });
});
