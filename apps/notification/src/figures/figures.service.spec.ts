import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MailsCountedV1, readMessage } from '#libs/contracts';
import { Seal } from '#libs/messaging';
import { type RunningNotification, runNotification } from '../notification.testing.ts';
import { FiguresService } from './figures.service.ts';

describe('the figures of a month', () => {
  let notification: RunningNotification;
  beforeAll(async () => {
    notification = await runNotification();
  });
  afterAll(() => notification.stop());

  const told = async () => {
    const seal = new Seal(notification.settings.messageKey);
    const rows = await notification.dataSource.query<{ id: string; kind: string; sealed: string }[]>(
      "SELECT id, kind, sealed FROM outbox WHERE kind = 'mails-counted.v1' ORDER BY sequence",
    );
    return rows.map(
      ({ id, kind, sealed }) => readMessage(kind, seal.open(sealed, `${kind} ${id}`)) as MailsCountedV1,
    );
  };
  const complainAt = (moment: string) =>
    notification.dataSource.query(
      'INSERT INTO complaints (mail_id, resident_id, complained_at) VALUES ($1, $1, $2)',
      [randomUUID(), moment],
    );
  const tellAt = async (moment: string) => {
    notification.clock.set(moment);
    await notification.app.get(FiguresService).tell();
  };

  it('are told by the calendar of the city, and again only when they changed', async () => {
    // In Toronto this is still the last evening of April.
    await complainAt('2027-05-01T03:59:59.000Z');
    await complainAt('2027-05-01T04:00:00.000Z');
    await tellAt('2027-05-10T12:00:00.000Z');
    const complaints = (messages: MailsCountedV1[]) =>
      messages.filter(({ month }) => month > '2027').map(({ month, complaints }) => [month, complaints]);
    expect(complaints(await told())).toEqual([
      ['2027-04', 1],
      ['2027-05', 1],
    ]);
    await tellAt('2027-05-10T13:00:00.000Z');
    expect(complaints(await told())).toHaveLength(2);
    await complainAt('2027-05-10T12:30:00.000Z');
    await tellAt('2027-05-10T14:00:00.000Z');
    expect(complaints(await told()).at(-1)).toEqual(['2027-05', 2]);
    expect((await told()).at(-1)).toBeInstanceOf(MailsCountedV1);
    expect(await told().then((all) => all.at(-1))).toMatchObject({
      announcements: 0,
      accepted: 0,
      bounced: 0,
    });
  });
});
