import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash, signCheckpoint } from '#libs/tlog';
import { eventually } from '../../../../test/support/index.ts';
import { ORIGIN, type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, fillInbox, recordOf } from '../ledger.testing.ts';
import { confirmed, topicPublished } from '../messages.testing.ts';
import { forgedDetails, holdSigner, withDetailsChanged } from '../receipts/receipt.testing.ts';
import { readReceipt } from '../receipts/receipt-file.ts';
import { ReceiptsService } from '../receipts/receipts.service.ts';
import { noteSigner } from '../signing/signing-keys.ts';
import { RECEIPT_MAX_OCTETS } from './shown-receipt.ts';

const ADDRESS = 'rosalind@residents.example.org';
const BOUNDARY = 'tidings-test-boundary';

let consent: RunningConsent;
let receipt: string;

beforeAll(async () => {
  consent = await runConsent();
  await consent.send(topicPublished());
  const message = confirmed({ address: ADDRESS });
  await consent.send(message);
  const { index } = await recordOf(consent, message);
  const file = await eventually(
    () => consent.app.get(ReceiptsService).of(index),
    (found) => found !== undefined,
  );
  receipt = file?.text ?? '';
});
afterAll(() => consent.stop());

const part = (name: string, content: string, more = '') =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;
const fileOf = (content: string) => part('receipt', content, '; filename="receipt-4.tlog-proof"');

async function send(payload: string, type = `multipart/form-data; boundary=${BOUNDARY}`, language = 'en') {
  const headers = { 'content-type': type };
  return consent.app.inject({ method: 'POST', url: `/verify?lang=${language}`, payload, headers });
}
const upload = (content: string) => send(`${fileOf(content)}${part('text', '')}--${BOUNDARY}--\r\n`);
const paste = (content: string) => send(`${fileOf('')}${part('text', content)}--${BOUNDARY}--\r\n`);

/** The steps as the page shows them. */
const steps = (body: string) =>
  [...body.matchAll(/govuk-tag--(green|red|grey)/g)].map(([, colour]) => colour);

describe('the page where everybody can check a receipt', () => {
  it('PROOF-6: explains, and takes a file or a text without a script', async () => {
    const { statusCode, body } = await consent.app.inject('/verify?lang=en');
    expect(statusCode).toBe(200);
    expect(body).toContain('enctype="multipart/form-data"');
    expect(body).toContain('/ledger/assets/tidings-verify.mjs');
    expect(body).not.toContain('<script');
    expect((await consent.app.inject('/verify?lang=fr')).body).toContain('Vérifier un reçu');
  });

  it('PROOF-6: finds our receipt sound, step by step, and says what it says', async () => {
    for (const { statusCode, body } of [await upload(receipt), await paste(receipt)]) {
      expect(statusCode).toBe(200);
      expect(body).toContain('This receipt is sound');
      expect(steps(body)).toEqual(['green', 'green', 'green', 'green', 'green']);
      expect(body).toContain(ADDRESS);
      expect(body).toContain('We ask for your address to send you news.');
    }
  });

  it('PROOF-5: shows the details in it, and of those that are not that they are not', async () => {
    const { body } = await upload(receipt);
    for (const shown of [ADDRESS, '192.0.2.7', 'Mozilla/5.0 (tëst)']) expect(body).toContain(shown);
    expect(body).not.toContain('Not in this receipt');
    const without = withDetailsChanged(receipt, (details) => delete details.client_address);
    const { body: lacking } = await upload(without);
    expect(lacking).toContain('This receipt is sound');
    expect(lacking).toMatch(/Network address<\/dt>\s*<dd[^>]*>Not in this receipt</);
    expect(lacking).not.toContain('192.0.2.7');
  });

  it('PROOF-3: names the detail that its entry does not commit to', async () => {
    for (const [change, words] of [
      [forgedDetails[0]?.[1], 'The e-mail address in it is not what its entry commits to'],
      [forgedDetails[3]?.[1], 'A detail in it is not what its entry commits to'],
    ] as const) {
      const { body } = await upload(withDetailsChanged(receipt, change ?? (() => undefined)));
      expect(steps(body)).toEqual(['green', 'green', 'green', 'red', 'grey']);
      expect(body).toContain(words);
      expect(body).not.toContain(ADDRESS);
    }
  });

  it('takes a text as a browser sends it, with other line ends and without the last one', async () => {
    const pasted = `  ${receipt.trimEnd().replaceAll('\n', '\r\n')}`;
    expect((await paste(pasted)).body).toContain('This receipt is sound');
    const form = new URLSearchParams({ text: pasted }).toString();
    expect((await send(form, 'application/x-www-form-urlencoded')).body).toContain('This receipt is sound');
  });

  it('PROOF-3: names the step at which a bad one fails, and shows nothing that it says', async () => {
    const cases: [string, string[]][] = [
      ['Dear city', ['red', 'grey', 'grey', 'grey', 'grey']],
      [receipt.slice(0, -9), ['red', 'grey', 'grey', 'grey', 'grey']],
      [receipt.replace(ORIGIN, 'other.example.ca'), ['green', 'red', 'grey', 'grey', 'grey']],
      [receipt.replace(/index \d+/, 'index 0'), ['green', 'green', 'red', 'grey', 'grey']],
    ];
    for (const [text, expected] of cases) {
      const { statusCode, body } = await upload(text);
      expect({ statusCode, steps: steps(body) }).toEqual({ statusCode: 200, steps: expected });
      expect(body).toContain('This receipt is not sound');
      expect(body).not.toContain(ADDRESS);
    }
  });

  it('says of what is too large that it is, and reads no more of it', async () => {
    const large = 'a'.repeat(RECEIPT_MAX_OCTETS + 1);
    for (const { statusCode, body } of [await upload(large), await paste(large)]) {
      expect(statusCode).toBe(200);
      expect(body).toContain('This is larger than any receipt.');
      expect(steps(body)[0]).toBe('red');
    }
  });

  it('asks for a file or a text when it got neither', async () => {
    for (const payload of [`${fileOf('')}${part('text', ' ')}--${BOUNDARY}--\r\n`, '']) {
      const { statusCode, body } = await send(payload);
      expect(statusCode).toBe(422);
      expect(body).toContain('href="#receipt"');
    }
  });

  it.each([
    [
      'a form that breaks off',
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="receipt"; filename="a"\r\n\r\nabc`,
    ],
    ['a form without its boundary', 'abc'],
    ['more parts than it has', `${part('a', '').repeat(9)}--${BOUNDARY}--\r\n`],
    ['two files', `${fileOf('a')}${fileOf('b')}--${BOUNDARY}--\r\n`],
    ['a field that no object may have', `${part('__proto__', 'x')}--${BOUNDARY}--\r\n`],
  ])('ABUSE-5: %s is refused without a crash and without its words', async (_, payload) => {
    const { statusCode, body } = await send(payload);
    expect(statusCode).toBe(400);
    expect(body).not.toContain('abc');
  });

  it('PROOF-6: keeps nothing and logs nothing of what it was shown', async () => {
    const before = await Promise.all(['pending', 'records', 'leaves'].map((table) => count(consent, table)));
    await upload(receipt);
    const after = await Promise.all(['pending', 'records', 'leaves'].map((table) => count(consent, table)));
    expect(after).toEqual(before);
    const log = consent.log.join('\n');
    expect(log).not.toContain('residents.example.org');
    expect(log).not.toContain('tlog-proof@v1');
  });

  it('PROOF-3: a receipt of a ledger that was rewritten, or that lost entries, is not sound here', async () => {
    const signer = noteSigner(ORIGIN, String(consent.settings.ledgerKey[0]));
    const sizeBefore = await count(consent, 'leaves');
    // What a thief of the key, or the city itself, could sign: one leaf more than there is, and another root.
    const entry = readReceipt(receipt).opening.leaf;
    const own = receipt.slice(0, receipt.indexOf('\nindex')).concat('\nindex 0\n\n');
    const rewritten = own + signCheckpoint({ size: 1, root: leafHash(entry) }, signer);
    const { body } = await upload(rewritten);
    expect(steps(body)).toEqual(['green', 'green', 'green', 'green', 'red']);
    expect(body).toContain('The ledger was rewritten');
    await fillInbox(consent, 1);
    await consent.sequence();
    const newest = await eventually(
      () => consent.app.get(ReceiptsService).of(sizeBefore),
      (found) => found !== undefined,
    );
    const held = await holdSigner(consent);
    // As a restored backup would: the trigger refuses it to everybody else.
    await held.query('ALTER TABLE consent.signed_checkpoints DISABLE TRIGGER USER', []);
    await held.query('DELETE FROM consent.signed_checkpoints WHERE size > $1', [sizeBefore]);
    const { body: lost } = await upload(newest?.text ?? '');
    await held.release();
    expect(lost).toContain('We have signed a larger ledger');
  });
});
