import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ended, erased, granted, standing, topicPublished } from '../messages.testing.ts';
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
});
