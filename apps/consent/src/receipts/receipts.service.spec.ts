import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fillInbox } from '../ledger.testing.ts';
import { NOTICE_EN, sha256 } from '../messages.testing.ts';
import { PublicationService } from '../publication/publication.service.ts';
import { holdSigner } from './receipt.testing.ts';
import { readReceipt } from './receipt-file.ts';
import { ADDRESS, ReceiptBench } from './receipts.testing.ts';

const bench = new ReceiptBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());

describe('the receipt of a consent event', () => {
  it('PROOF-6: is a file with payload, salt and the words that were shown, under a published checkpoint', async () => {
    const index = await bench.confirmation();
    const { name, text } = await bench.ready(index);
    expect(name).toBe(`receipt-${index}.tlog-proof`);
    const { opening } = readReceipt(text);
    expect(JSON.parse(opening.payload)).toMatchObject({ action: 'confirmed' });
    expect(opening.details.map(({ kind, value }) => [kind, value]).toSorted()).toEqual([
      ['address', ADDRESS],
      ['client_address', '192.0.2.7'],
      ['user_agent', 'Mozilla/5.0 (tëst)'],
    ]);
    expect(opening.notices).toEqual({ [sha256(NOTICE_EN)]: NOTICE_EN });
  });

  it('waits for a published checkpoint, and is there as soon as there is one', async () => {
    await bench.consent.app.get(PublicationService).publish();
    const held = await holdSigner(bench.consent);
    const index = await bench.confirmation();
    expect(await bench.receipts.find(index)).toMatchObject({ state: 'waiting' });
    expect(await bench.receipts.of(index)).toBeUndefined();
    const [page, pressed] = [
      await bench.open(bench.links.token(index)),
      await bench.press(bench.links.token(index)),
    ];
    for (const { statusCode, body } of [page, pressed]) {
      expect(statusCode).toBe(200);
      expect(body).toContain('Your receipt is being made');
    }
    expect(await bench.taken(index)).toEqual([]);
    await held.release();
    await bench.ready(index);
    expect(await bench.receipts.find(index)).toMatchObject({ state: 'ready' });
  });

  it('is of consent events alone', async () => {
    expect(await bench.receipts.find(0)).toEqual({ state: 'none' });
    expect(await bench.receipts.of(0)).toBeUndefined();
    expect(await bench.receipts.find(9_999_999)).toEqual({ state: 'none' });
    expect(await bench.receipts.of(9_999_999)).toBeUndefined();
  });

  it('is against the newest checkpoint that a witness saw, and carries what the witness signed', async () => {
    const index = await bench.confirmation();
    const before = await bench.ready(index);
    const size = Number(readReceipt(before.text).checkpoint.split('\n')[1]);
    const line = `— witness.example.org ${Buffer.alloc(76, 5).toString('base64')}\n`;
    await bench.consent.dataSource.query(
      'INSERT INTO cosignatures (size, witness, line, cosigned_at, known_from) VALUES ($1::bigint, $2, $3, now(), $1::bigint + 1)',
      [size, 'witness.example.org+00000000+AAAA', line],
    );
    await fillInbox(bench.consent, 3);
    await bench.consent.sequence();
    await bench.consent.app.get(PublicationService).publish();
    expect(readReceipt((await bench.ready(index)).text).checkpoint).toBe(
      readReceipt(before.text).checkpoint + line,
    );
    const later = await bench.confirmation();
    expect(Number(readReceipt((await bench.ready(later)).text).checkpoint.split('\n')[1])).toBeGreaterThan(
      size,
    );
  });
});
