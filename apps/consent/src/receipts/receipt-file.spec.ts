import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafHash, makeVerifierKey, parseProofFile, verifyProofFile } from '#libs/tlog';
import { type Detail, detailKinds, openingsOf } from '../details/detail.ts';
import { NOTICE_EN, sha256 } from '../messages.testing.ts';
import { entriesOf, ORIGIN, testKey } from '../packages/package.testing.ts';
import { storyOf } from '../packages/package-entries.testing.ts';
import { codeOf, damaged } from './damage.testing.ts';
import { CONFIRMED_AT, ledger, receiptOf, withOpening } from './receipt.testing.ts';
import { opensLeaf, readReceipt } from './receipt-file.ts';

const text = await receiptOf();

describe('the file of a receipt', () => {
  it('PROOF-6, PROOF-2: is a tlog-proof that a reader who knows nothing of receipts checks', () => {
    const proof = parseProofFile(text);
    const key = makeVerifierKey(ORIGIN, 'note', testKey());
    const entry = ledger[CONFIRMED_AT]?.entry ?? Buffer.of();
    expect(verifyProofFile(proof, leafHash(entry), { log: key }).size).toBe(ledger.length);
    expect(proof.index).toBe(CONFIRMED_AT);
  });

  it('PROOF-6: holds what opens the entry, and the words that were shown', () => {
    const { opening } = readReceipt(text);
    expect(opening.payload).toBe(ledger[CONFIRMED_AT]?.payload);
    expect(JSON.parse(opening.payload)).toMatchObject({ action: 'confirmed' });
    expect(opening.payload).not.toContain('example.ca');
    expect(openingsOf(opening.details as Detail[])).toEqual(openingsOf(ledger[CONFIRMED_AT]?.details ?? []));
    expect(opening.notices).toEqual({ [sha256(NOTICE_EN)]: NOTICE_EN });
    expect(opensLeaf(opening)).toBe(true);
    expect(opensLeaf({ ...opening, salt: Buffer.alloc(32) })).toBe(false);
    expect(opensLeaf({ ...opening, payload: opening.payload.replace('confirmed', 'declined') })).toBe(false);
  });

  it.each<[string, (opening: Record<string, unknown>) => void, string]>([
    ['no salt', (opening) => delete opening.salt, 'bad-json'],
    ['a short salt', (opening) => Object.assign(opening, { salt: 'AAAA' }), 'bad-salt'],
    ['a member more', (opening) => Object.assign(opening, { more: 1 }), 'bad-json'],
    ['words that are none', (opening) => Object.assign(opening, { notices: { a: 1 } }), 'bad-json'],
    ['notices that are a list', (opening) => Object.assign(opening, { notices: [] }), 'bad-json'],
    ['a payload that is not canonical', (opening) => Object.assign(opening, { payload: '{ }' }), 'bad-json'],
    ['a payload that is a list', (opening) => Object.assign(opening, { payload: '[]' }), 'bad-json'],
    ['details that are a list', (opening) => Object.assign(opening, { details: [] }), 'bad-json'],
    ['no detail among its details', (opening) => Object.assign(opening, { details: {} }), 'bad-json'],
    [
      'a detail that is a text',
      (opening) => Object.assign(opening, { details: { address: 'a' } }),
      'bad-json',
    ],
    [
      'a detail with a member more',
      (opening) =>
        Object.assign(opening, { details: { address: { more: 1, salt: opening.salt, value: '' } } }),
      'bad-json',
    ],
    [
      'a detail of a short salt',
      (opening) => Object.assign(opening, { details: { address: { salt: 'AAAA', value: '' } } }),
      'bad-salt',
    ],
    ['a leaf that is none', (opening) => Object.assign(opening, { leaf: 'x' }), 'bad-json'],
    ['a leaf of another kind', (opening) => Object.assign(opening, { leaf: '{"k":"staff"}' }), 'bad-leaf'],
  ])('is refused with %s', (_, change, code) => {
    expect(codeOf(() => readReceipt(withOpening(text, change)))).toBe(code);
  });

  it('PROOF-5: has no details when none are left, as one of version 1, which holds them itself', async () => {
    const told = storyOf(1).map(({ payload }) => payload);
    for (const event of [
      { payload: { ...told[1] }, deleted: [...detailKinds] },
      { payload: { ...told[1], v: 1 } },
    ]) {
      const bare = await receiptOf(2, { entries: entriesOf([event]) });
      expect(readReceipt(bare).opening.details).toEqual([]);
      expect(Buffer.from(/^extra (.+)$/m.exec(bare)?.[1] ?? '', 'base64').toString()).not.toContain(
        'details',
      );
    }
  });

  it('is refused without an opening: it would be a proof of nothing that one can read', () => {
    expect(codeOf(() => readReceipt(text.replace(/^extra .+\n/m, '')))).toBe('bad-proof-file');
  });

  it('raises only its own error, whatever is given', () => {
    fc.assert(
      fc.property(damaged(text), (input) => {
        expect(typeof codeOf(() => readReceipt(input))).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});
