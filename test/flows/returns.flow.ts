import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { freePort } from '../../tools/ports.ts';
import {
  announce,
  type City,
  eventually,
  exportedFile,
  follow,
  signIn,
  startCity,
  untilFigures,
  type Visitor,
} from '../support/index.ts';
import { complaint, deliveryReport, mail } from '../support/returned-mail.ts';

interface ExportedRecord {
  action?: string;
}

const RETURN_DOMAIN = 'returns.example.ca';

describe('what comes back by mail', () => {
  let city: City;
  let port: number;
  let auditor: Visitor;
  beforeAll(async () => {
    port = await freePort();
    city = await startCity({ settings: { RETURN_DOMAIN, MAILBOX_PORT: String(port) } });
    auditor = (await signIn(city, '/audit', 'demo-odile')).visitor;
  }, 90_000);
  afterAll(() => city.stop());

  /** As a mail server of somebody else brings it. */
  const bring = async (to: string, raw: Buffer, from = '') => {
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    await transport.sendMail({ envelope: { from, to }, raw }).finally(() => transport.close());
  };
  const withdrawals = async () => {
    const lines = (await exportedFile(auditor, 'ndjson')).toString('utf8').trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as ExportedRecord);
    // The manner is in the payload, which is canonical JSON within the record.
    return records.filter(({ action }) => action === 'withdrew').map((record) => JSON.stringify(record));
  };
  const recorded = (control: string) =>
    eventually(withdrawals, (records) => records.some((record) => record.includes(control)));

  it('LEAVE-5, LEAVE-7, MAIL-4: wishes and complaints reach the ledger, a bounce the statement; nobody of them is written to again', async () => {
    const [wisher, complainer, bouncer, stayer] = await Promise.all(
      ['wisher', 'complainer', 'bouncer', 'stayer'].map((name) =>
        follow(city, `${name}@residents.example.org`),
      ),
    );
    const [, token] = /unsubscribe%20([\w-]{54})/.exec(wisher?.header('list-unsubscribe') ?? '') ?? [];
    await bring(
      'updates@example.ca',
      mail({ From: 'x@example.org', Subject: `unsubscribe ${token}` }, ''),
      'x@example.org',
    );
    await recorded('mailed-unsubscribe');

    const returned = { 'List-Unsubscribe': complainer?.header('list-unsubscribe') ?? '', To: 'redacted' };
    await bring(
      `abuse@${RETURN_DOMAIN}`,
      complaint({ 'Feedback-Type': 'abuse' }, returned),
      'feedback@example.net',
    );
    await recorded('complaint');

    expect(bouncer?.from).toMatch(/^l[a-z2-7]{45}@returns\.example\.ca$/);
    const failed = { 'Final-Recipient': 'rfc822; redacted', Action: 'failed', Status: '5.1.1' };
    await bring(bouncer?.from ?? '', deliveryReport(failed));
    // Mails are dealt with in their order: once this one waits for a person, the bounce was counted.
    await bring(
      'updates@example.ca',
      mail({ From: 'y@example.org', Subject: 'A question about the plan' }, 'When?'),
      'y@example.org',
    );
    const { visitor: operator } = await signIn(city, '/staff', 'demo-omar');
    await eventually(
      async () => (await operator.open('/staff/mailbox?lang=en')).html,
      (html) => html.includes('A question about the plan'),
    );

    const path = await announce(city, 'The guide is ready');
    await untilFigures(
      city,
      path,
      ({ Audience, Accepted, Suppressed }) => Audience === 2 && Accepted === 1 && Suppressed === 1,
    );
    expect((await operator.open(`${path}/dispatch?lang=en`)).html).toContain(
      'The address does not exist any more',
    );
    await city.mails.nextMail(stayer?.to ?? '');
    for (const gone of [wisher, complainer, bouncer]) {
      expect(city.mails.to(gone?.to ?? '').filter(({ subject }) => subject === 'The guide is ready')).toEqual(
        [],
      );
    }
    expect(city.logs()).not.toMatch(/A question about the plan|x@example\.org/);
  }, 90_000);

  it('is no relay', async () => {
    await expect(
      bring('anne@example.org', mail({ From: 'a@example.org' }, ''), 'a@example.org'),
    ).rejects.toMatchObject({
      responseCode: 550,
    });
  });
});
