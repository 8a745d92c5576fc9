import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { count } from '../ledger.testing.ts';
import { readReceipt } from './receipt-file.ts';
import { ADDRESS, ReceiptBench } from './receipts.testing.ts';

const bench = new ReceiptBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());

describe('the page behind the link', () => {
  it('PROOF-6, ABUSE-4: says what it is about without the address, is kept by nobody, and changes nothing', async () => {
    const index = await bench.confirmation();
    await bench.ready(index);
    const before = await count(bench.consent, 'pending');
    for (const [language, words] of [
      ['en', 'Somebody who reads this mailbox confirmed'],
      ['fr', 'Une personne qui lit cette boîte a confirmé'],
    ] as const) {
      const { statusCode, body, headers } = await bench.open(bench.links.token(index), language);
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
    await bench.consent.app.inject({ method: 'HEAD', url: `/verify/receipt/${bench.links.token(index)}` });
    expect(await count(bench.consent, 'pending')).toBe(before);
    expect(await bench.taken(index)).toEqual([]);
  });

  it('PROOF-5: names no address that is kept no more, and does not say that the file holds it', async () => {
    const index = await bench.confirmation();
    await bench.ready(index);
    const token = bench.links.token(index);
    expect((await bench.open(token)).body).toContain('your whole address');
    await bench.withoutDetails(index, 'client_address');
    expect((await bench.open(token)).body).toContain('r***@r***.org');
    await bench.withoutDetails(index, 'address');
    for (const [language, words, whole] of [
      ['en', 'It holds the words that you were shown', 'your whole address'],
      ['fr', 'Il contient les mots qui vous ont été montrés', 'votre adresse complète'],
    ] as const) {
      const { statusCode, body } = await bench.open(token, language);
      expect(statusCode).toBe(200);
      expect(body).toContain(words);
      expect(body).not.toContain(whole);
      expect(body).not.toContain('***');
    }
    const { details } = readReceipt((await bench.press(token)).body).opening;
    expect(details.map(({ kind }) => kind)).toEqual(['user_agent']);
  });

  it('PROOF-4: its button hands out the file; the ledger records it, once a day however often it is pressed', async () => {
    const residentId = randomUUID();
    const index = await bench.confirmation(residentId);
    const { text } = await bench.ready(index);
    const presses = [
      await bench.press(bench.links.token(index)),
      await bench.press(bench.links.token(index)),
    ];
    for (const { statusCode, headers, body } of presses) {
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({
        'content-disposition': `attachment; filename="receipt-${index}.tlog-proof"`,
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
      });
      expect(readReceipt(body).opening).toEqual(readReceipt(text).opening);
    }
    await bench.consent.sequence();
    expect(await bench.taken(index)).toMatchObject([{ action: 'took-receipt', resident_id: residentId }]);
    bench.consent.clock.set('2026-03-03T15:00:00.000Z');
    await bench.press(bench.links.token(index));
    await bench.consent.sequence();
    bench.consent.clock.set('2026-03-02T15:00:00.000Z');
    expect(await bench.taken(index)).toHaveLength(2);
  });

  it('PROOF-6: a token that is not ours is answered as one that leads to nothing', async () => {
    const index = await bench.confirmation();
    await bench.ready(index);
    const [, mac = ''] = bench.links.token(index).split('.');
    const tokens = [
      `${index + 1}.${mac}`,
      `${index}.${mac.slice(1)}A`,
      bench.links.token(9_999_999),
      bench.links.token(0),
      'no-token',
    ];
    const answers = await Promise.all(tokens.flatMap((token) => [bench.open(token), bench.press(token)]));
    const seen = answers.map(({ statusCode, body }, at) =>
      JSON.stringify([statusCode, body.replaceAll(tokens[at >> 1] ?? '', '')]),
    );
    expect(new Set(seen).size).toBe(1);
    expect(answers[0]?.statusCode).toBe(404);
  });

  it('PROOF-5: says that it was erased, when it was', async () => {
    const index = await bench.confirmation();
    await bench.ready(index);
    await forgetRecord(index);
    expect(await bench.receipts.find(index)).toEqual({ state: 'erased' });
    for (const { statusCode, body } of [
      await bench.open(bench.links.token(index)),
      await bench.press(bench.links.token(index)),
    ]) {
      expect(statusCode).toBe(410);
      expect(body).toContain('This receipt is gone');
      expect(body).not.toContain('r***@');
    }
  });

  it('ABUSE-5: nothing of it stands in the log', () => {
    const log = bench.consent.log.join('\n');
    expect(log).toContain('/verify/receipt/:token');
    expect(log).not.toContain('residents.example.org');
    expect(log).not.toMatch(/\d\.[A-Za-z0-9_-]{32}/);
  });
});

/** Only its owner may delete, and erasing is another feature. */
async function forgetRecord(index: number): Promise<void> {
  const client = new Client({ connectionString: bench.consent.database.ownerUrl });
  await client.connect();
  await client.query('DELETE FROM consent.records WHERE leaf_index = $1', [index]);
  await client.end();
}
