import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ended, erased, erasedBefore, granted, standing, topicPublished } from '../messages.testing.ts';
import { type RunningNotification, runNotification } from '../notification.testing.ts';

describe('PROOF-5: a resident who is erased', () => {
  let notification: RunningNotification;
  beforeAll(async () => {
    notification = await runNotification({ SMTP_URL: 'smtp://127.0.0.1:9?tls=none' });
    await notification.send(topicPublished());
  });
  afterAll(() => notification.stop());

  const rows = <T>(sql: string, ...parameters: unknown[]) =>
    notification.dataSource.query<T[]>(sql, parameters);
  const standings = (residentId: string) =>
    rows('SELECT active, address, ended_reason AS reason FROM audience WHERE resident_id = $1', residentId);

  it('is written to no more, and no address is left, also of a letter that waited', async () => {
    const residentId = randomUUID();
    await notification.send(granted({ residentId }));
    const sent = await notification.send(erased({ residentIds: [residentId] }));
    await notification.sendAgain(sent);
    expect(await standings(residentId)).toEqual([{ active: false, address: null, reason: 'erased' }]);
    const letters = await rows(
      'SELECT state, reason, address FROM letters WHERE resident_id = $1',
      residentId,
    );
    expect(letters).toEqual([{ state: 'suppressed', reason: 'erased', address: null }]);
  });

  it('LEAVE-6: is not revived by a grant that comes late, nor by the end of the standing', async () => {
    const residentId = randomUUID();
    const grant = granted({ residentId });
    await notification.send(grant);
    await notification.send(erased({ residentIds: [residentId] }));
    await notification.send(grant);
    await notification.send(
      ended({ residentId, reason: 'erased', standings: [standing({ version: 1, ledgerIndex: 12 })] }),
    );
    expect(await standings(residentId)).toEqual([{ active: false, address: null, reason: 'erased' }]);
  });

  it('leaves no bounce, no suppression and no word of theirs, also of a message that nobody has read', async () => {
    const residentId = randomUUID();
    const address = `Erased.${residentId}@example.org`;
    await notification.send(granted({ residentId, address }));
    await rows(`INSERT INTO bounces VALUES (gen_random_uuid(), $1, 'hard', '5.1.1', now())`, residentId);
    await rows(`INSERT INTO complaints VALUES (gen_random_uuid(), $1, now())`, residentId);
    await rows(`INSERT INTO suppressions VALUES ($1, 'hard-bounce', now())`, residentId);
    await rows(
      `INSERT INTO mailbox_items (id, kind, received_at, deadline, digest, sender, subject, body)
       SELECT gen_random_uuid(), 'reply', now(), '2026-03-16', decode(md5(sender), 'hex'), sender, 'Hello', 'Words'
       FROM unnest($1::text[]) AS sender`,
      [address.toLowerCase(), `other.${residentId}@example.org`],
    );
    await rows(
      `INSERT INTO returned_mails VALUES (gen_random_uuid(), now(), $1, '{}', 'From: x', 0, now() + interval '1 day')`,
      address,
    );
    const sent = await notification.send(erased({ residentIds: [residentId], addresses: [address] }));
    await notification.sendAgain(sent);
    for (const table of ['bounces', 'complaints', 'suppressions'])
      expect(await rows(`SELECT 1 FROM ${table} WHERE resident_id = $1`, residentId)).toEqual([]);
    expect(await rows('SELECT 1 FROM returned_mails WHERE sender = $1', address)).toEqual([]);
    const items = await rows(
      `SELECT sender, body, placed_as AS "placedAs" FROM mailbox_items WHERE digest = ANY(ARRAY(
         SELECT decode(md5(sender), 'hex') FROM unnest($1::text[]) AS sender)) ORDER BY sender NULLS FIRST`,
      [address.toLowerCase(), `other.${residentId}@example.org`],
    );
    expect(items).toEqual([
      { sender: null, body: null, placedAs: 'erased' },
      { sender: `other.${residentId}@example.org`, body: 'Words', placedAs: null },
    ]);
  });

  it('is erased also by a message from before spellings were told', async () => {
    const residentId = randomUUID();
    await notification.send(granted({ residentId }));
    await notification.send(erasedBefore({ residentIds: [residentId] }));
    expect(await standings(residentId)).toEqual([{ active: false, address: null, reason: 'erased' }]);
  });
});
