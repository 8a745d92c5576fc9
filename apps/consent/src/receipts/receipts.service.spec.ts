import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, eventually, fillInbox, recordOf } from '../ledger.testing.ts';
import { confirmed, NOTICE_EN, sha256, topicPublished } from '../messages.testing.ts';
import { PublicationService } from '../publication/publication.service.ts';
import { holdSigner } from './receipt.testing.ts';
import { readReceipt } from './receipt-file.ts';
import { ReceiptLinks } from './receipt-links.ts';
import { ReceiptsService } from './receipts.service.ts';

const ADDRESS = 'rosalind@residents.example.org';

let consent: RunningConsent;
let receipts: ReceiptsService;
let links: ReceiptLinks;

beforeAll(async () => {
  consent = await runConsent();
  receipts = consent.app.get(ReceiptsService);
  links = new ReceiptLinks(consent.settings.receiptKeys);
  await consent.send(topicPublished());
});
afterAll(() => consent.stop());

/** @returns the index of a confirmation. */
async function confirmation(residentId = randomUUID()): Promise<number> {
  const message = confirmed({ residentId, address: ADDRESS });
  await consent.send(message);
  return (await recordOf(consent, message)).index;
}

async function ready(index: number) {
  const file = await eventually(
    () => receipts.of(index),
    (found) => found !== undefined,
  );
  return file ?? { name: '', text: '' };
}

const open = (token: string, language = 'en') =>
  consent.app.inject(`/verify/receipt/${token}?lang=${language}`);
const press = (token: string) =>
  consent.app.inject({ method: 'POST', url: `/verify/receipt/${token}?lang=en` });

async function taken(index: number): Promise<Record<string, unknown>[]> {
  const rows = await consent.dataSource.query<{ payload: string }[]>(
    "SELECT payload FROM records WHERE action = 'took-receipt' ORDER BY leaf_index",
  );
  return rows.map(({ payload }) => JSON.parse(payload)).filter((each) => each.ledger_index === index);
}

describe('the receipt of a consent event', () => {
  it('PROOF-6: is a file with payload, salt and the words that were shown, under a published checkpoint', async () => {
    const index = await confirmation();
    const { name, text } = await ready(index);
    expect(name).toBe(`receipt-${index}.tlog-proof`);
    const { opening } = readReceipt(text);
    expect(JSON.parse(opening.payload)).toMatchObject({ action: 'confirmed', address: ADDRESS });
    expect(opening.notices).toEqual({ [sha256(NOTICE_EN)]: NOTICE_EN });
  });

  it('waits for a published checkpoint, and is there as soon as there is one', async () => {
    await consent.app.get(PublicationService).publish();
    const held = await holdSigner(consent);
    const index = await confirmation();
    expect(await receipts.find(index)).toMatchObject({ state: 'waiting' });
    expect(await receipts.of(index)).toBeUndefined();
    const [page, pressed] = [await open(links.token(index)), await press(links.token(index))];
    for (const { statusCode, body } of [page, pressed]) {
      expect(statusCode).toBe(200);
      expect(body).toContain('Your receipt is being made');
    }
    expect(await taken(index)).toEqual([]);
    await held.release();
    await ready(index);
    expect(await receipts.find(index)).toMatchObject({ state: 'ready' });
  });

  it('is of consent events alone', async () => {
    expect(await receipts.find(0)).toEqual({ state: 'none' });
    expect(await receipts.of(0)).toBeUndefined();
    expect(await receipts.find(9_999_999)).toEqual({ state: 'none' });
    expect(await receipts.of(9_999_999)).toBeUndefined();
  });

  it('is against the newest checkpoint that a witness saw, and carries what the witness signed', async () => {
    const index = await confirmation();
    const before = await ready(index);
    const size = Number(readReceipt(before.text).checkpoint.split('\n')[1]);
    const line = `— witness.example.org ${Buffer.alloc(76, 5).toString('base64')}\n`;
    await consent.dataSource.query(
      'INSERT INTO cosignatures (size, witness, line, cosigned_at) VALUES ($1, $2, $3, now())',
      [size, 'witness.example.org+00000000+AAAA', line],
    );
    await fillInbox(consent, 3);
    await consent.sequence();
    await consent.app.get(PublicationService).publish();
    expect(readReceipt((await ready(index)).text).checkpoint).toBe(
      readReceipt(before.text).checkpoint + line,
    );
    const later = await confirmation();
    expect(Number(readReceipt((await ready(later)).text).checkpoint.split('\n')[1])).toBeGreaterThan(size);
  });
});

describe('the page behind the link', () => {
  it('PROOF-6, ABUSE-4: says what it is about without the address, is kept by nobody, and changes nothing', async () => {
    const index = await confirmation();
    await ready(index);
    const before = await count(consent, 'pending');
    for (const [language, words] of [
      ['en', 'Somebody who reads this mailbox confirmed'],
      ['fr', 'Une personne qui lit cette boîte a confirmé'],
    ] as const) {
      const { statusCode, body, headers } = await open(links.token(index), language);
      expect(statusCode).toBe(200);
      expect(body).toContain(words);
      expect(body).toContain('r***@r***.org');
      expect(body).not.toContain(ADDRESS);
      expect(body).not.toContain('residents.example.org');
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
      });
    }
    await consent.app.inject({ method: 'HEAD', url: `/verify/receipt/${links.token(index)}` });
    expect(await count(consent, 'pending')).toBe(before);
    expect(await taken(index)).toEqual([]);
  });

  it('PROOF-4: its button hands out the file; the ledger records it, once a day however often it is pressed', async () => {
    const residentId = randomUUID();
    const index = await confirmation(residentId);
    const { text } = await ready(index);
    const presses = [await press(links.token(index)), await press(links.token(index))];
    for (const { statusCode, headers, body } of presses) {
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({
        'content-disposition': `attachment; filename="receipt-${index}.tlog-proof"`,
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
      });
      expect(readReceipt(body).opening).toEqual(readReceipt(text).opening);
    }
    await consent.sequence();
    expect(await taken(index)).toMatchObject([{ action: 'took-receipt', resident_id: residentId }]);
    consent.clock.set('2026-03-03T15:00:00.000Z');
    await press(links.token(index));
    await consent.sequence();
    consent.clock.set('2026-03-02T15:00:00.000Z');
    expect(await taken(index)).toHaveLength(2);
  });

  it('PROOF-6: a token that is not ours is answered as one that leads to nothing', async () => {
    const index = await confirmation();
    await ready(index);
    const [, mac = ''] = links.token(index).split('.');
    const tokens = [
      `${index + 1}.${mac}`,
      `${index}.${mac.slice(1)}A`,
      links.token(9_999_999),
      links.token(0),
      'no-token',
    ];
    const answers = await Promise.all(tokens.flatMap((token) => [open(token), press(token)]));
    const seen = answers.map(({ statusCode, body }, at) =>
      JSON.stringify([statusCode, body.replaceAll(tokens[at >> 1] ?? '', '')]),
    );
    expect(new Set(seen).size).toBe(1);
    expect(answers[0]?.statusCode).toBe(404);
  });

  it('PROOF-5: says that it was erased, when it was', async () => {
    const index = await confirmation();
    await ready(index);
    await asOwner('DELETE FROM consent.records WHERE leaf_index = $1', [index]);
    expect(await receipts.find(index)).toEqual({ state: 'erased' });
    for (const { statusCode, body } of [await open(links.token(index)), await press(links.token(index))]) {
      expect(statusCode).toBe(410);
      expect(body).toContain('This receipt is gone');
      expect(body).not.toContain('r***@');
    }
  });

  it('ABUSE-5: nothing of it stands in the log', () => {
    const log = consent.log.join('\n');
    expect(log).toContain('/verify/receipt/:token');
    expect(log).not.toContain('residents.example.org');
    expect(log).not.toMatch(/\d\.[A-Za-z0-9_-]{32}/);
  });
});

async function asOwner(statement: string, parameters: unknown[]): Promise<void> {
  const client = new Client({ connectionString: consent.database.ownerUrl });
  await client.connect();
  await client.query(statement, parameters);
  await client.end();
}
