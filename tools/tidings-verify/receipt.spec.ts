import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseVerifierKey } from '#libs/tlog';
import { NOTICE_EN, sha256 } from '../../apps/consent/src/messages.testing.ts';
import { entriesOf, signedAt, verifierKey } from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { damaged, flipped } from '../../apps/consent/src/receipts/damage.testing.ts';
import { ledger, receiptOf, withOpening } from '../../apps/consent/src/receipts/receipt.testing.ts';
import { checkReceipt } from '../../apps/consent/src/verify/check-receipt.ts';
import { isReceipt, verifyReceipt } from './src/receipt.ts';
import type { Request } from './src/verify.ts';
import { keyOf, testFiles } from './verify.testing.ts';

const files = testFiles();
afterAll(() => files.remove());

const sound = await receiptOf();
const check = (text: string | Uint8Array, own: Partial<Request> = {}) =>
  verifyReceipt({
    package: files.write(text),
    keys: [keyOf()],
    knownCheckpoints: [],
    sendManifests: [],
    ...own,
  });
const found = (text: string | Uint8Array, own: Partial<Request> = {}) => {
  const { exit, failed } = check(text, own);
  return failed ? `${exit} ${failed.step}: ${failed.code}` : String(exit);
};

describe('tidings-verify, of a receipt', () => {
  it('PROOF-6: verifies a sound one and gives what it says', () => {
    const { exit, receipt, checkpoint } = check(sound);
    expect(exit).toBe(0);
    expect(JSON.parse(receipt?.payload ?? '')).toMatchObject({ action: 'confirmed' });
    expect(checkpoint?.size).toBe(11);
  });

  it('PROOF-2: verifies each entry of trees of every shape', async () => {
    for (const residents of [1, 2, 5, 86]) {
      const entries = entriesOf(Array.from({ length: residents }, (_, at) => storyOf(at + 1)).flat());
      for (const index of [2, 3, 4, entries.length - 1]) {
        expect(found(await receiptOf(index, { entries }))).toBe('0');
      }
    }
  });

  it.each<[string, string, string]>([
    ['another text', 'Dear city,\n', '1 format: receipt-malformed'],
    ['nothing', '', '1 format: receipt-malformed'],
    ['one that is too large', sound.padEnd(1_000_001, '\n'), '1 format: file-oversized'],
    ['Windows line ends', sound.replaceAll('\n', '\r\n'), '1 format: receipt-malformed'],
    ['a changed size', sound.replace('\n11\n', '\n12\n'), '1 signature: signature-wrong'],
    ['another index', sound.replace('index 6', 'index 7'), '1 inclusion: proof-differs'],
    ['an index outside', sound.replace('index 6', 'index 11'), '1 inclusion: proof-differs'],
    [
      'another address',
      withOpening(sound, (opening) => {
        opening.payload = String(opening.payload).replace('resident.2', 'resident.9');
      }),
      '1 opening: commitment-differs',
    ],
    [
      'other words',
      withOpening(sound, (opening) => Object.assign(opening, { notices: { [sha256(NOTICE_EN)]: 'other' } })),
      '1 opening: notice-differs',
    ],
  ])('PROOF-3: names the step and exits 1 for %s', (_, text, expected) => {
    expect(found(text)).toBe(expected);
  });

  it('PROOF-3: takes the key from elsewhere', async () => {
    expect(found(sound, { keys: [keyOf(8)] })).toBe('1 signature: key-did-not-sign');
    expect(found(await receiptOf(6, { fill: 8 }))).toBe('1 signature: key-did-not-sign');
  });

  it('PROOF-3: compares with a checkpoint of the same size, and states the others as a gap', () => {
    const same = files.write(signedAt(ledger));
    const forked = files.write(
      signedAt(ledger)
        .replace(/\n\n[\s\S]*/, '\n')
        .replace(/.{43}=\n$/, `${'A'.repeat(43)}=\n`),
    );
    const earlier = files.write(signedAt(ledger, 4));
    expect(found(sound, { knownCheckpoints: [same] })).toBe('0');
    expect(found(sound, { knownCheckpoints: [earlier] })).toBe('2');
    expect(found(sound, { knownCheckpoints: [same, forked] })).toBe('1 known: fork');
    expect(found(sound, { knownCheckpoints: [files.write('none')] })).toBe('1 known: note-malformed');
  });

  it('knows a receipt by its name or its first line, and a package as none', () => {
    expect(isReceipt(files.write(sound))).toBe(true);
    expect(isReceipt('/nowhere/receipt-1.tlog-proof')).toBe(true);
    expect(isReceipt(files.write('PK\u0003\u0004'))).toBe(false);
    expect(isReceipt(files.file('.'))).toBe(false);
  });

  it('PROOF-3: whatever is done to a receipt, it says the same as the code that it does not share', () => {
    const log = [parseVerifierKey(verifierKey())];
    const saysTheSame = (text: string | Uint8Array) => {
      const theirs = checkReceipt(text, { log, witnesses: [] });
      expect(found(text).startsWith('1')).toBe(theirs.failed !== undefined);
    };
    fc.assert(fc.property(damaged(sound), saysTheSame), { numRuns: 400 });
    fc.assert(fc.property(flipped(sound), saysTheSame), { numRuns: 400 });
  });
});
