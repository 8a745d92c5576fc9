import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseVerifierKey } from '#libs/tlog';
import { NOTICE_EN, sha256 } from '../../apps/consent/src/messages.testing.ts';
import { entriesOf, signedAt, verifierKey } from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { damaged, flipped } from '../../apps/consent/src/receipts/damage.testing.ts';
import {
  doubled,
  forgedDetails,
  ledger,
  receiptOf,
  withDetailsChanged,
  withOpening,
} from '../../apps/consent/src/receipts/receipt.testing.ts';
import { checkReceipt } from '../../apps/consent/src/verify/check-receipt.ts';
import { isReceipt, verifyReceipt } from './src/receipt.ts';
import { tellReceipt } from './src/tell-receipt.ts';
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
    const { exit, says, absent, checkpoint } = check(sound);
    expect(exit).toBe(0);
    expect(says).toMatchObject({
      action: 'confirmed',
      address: 'resident.2@example.ca',
      manner: { client_address: '192.0.2.7', user_agent: 'Mozilla/5.0 (tëst)' },
    });
    expect(absent).toEqual([]);
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
      'another action',
      withOpening(sound, (opening) => {
        opening.payload = String(opening.payload).replace('confirmed', 'declined');
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

  it.each(forgedDetails)('PROOF-3, PROOF-5: names the detail where %s was put in', (_, change, detail) => {
    const outcome = check(withDetailsChanged(sound, change));
    expect(outcome).toMatchObject({ exit: 1, failed: { step: 'opening', code: 'detail-differs', detail } });
    expect(tellReceipt(outcome, 'en')).toContain(`committed to: ${detail}\n`);
  });

  it('PROOF-5: says which details are not in it, and that this is no fault', () => {
    const outcome = check(withDetailsChanged(sound, (details) => delete details.client_address));
    expect(outcome).toMatchObject({ exit: 0, absent: ['client_address'] });
    expect(tellReceipt(outcome, 'en')).toContain('\nnot in this receipt: client_address\n');
    const bare = check(withOpening(sound, (opening) => delete opening.details));
    expect(tellReceipt(bare, 'fr')).toContain(
      'ne figure pas dans ce reçu: address, client_address, user_agent\n',
    );
    expect(tellReceipt(bare, 'fr')).not.toContain('@example.ca');
  });

  it.each<[string, unknown]>([
    ['a list', []],
    ['empty', {}],
    ['a text', { address: 'other@example.ca' }],
    ['of a short salt', { address: { salt: 'AAAA', value: '' } }],
    ['of a member more', { address: { more: 1, salt: Buffer.alloc(32).toString('base64'), value: '' } }],
    ['half a character', { address: { salt: Buffer.alloc(32).toString('base64'), value: '\ud800' } }],
  ])('PROOF-3: refuses details that are %s', (_, details) => {
    expect(found(withOpening(sound, (opening) => Object.assign(opening, { details })))).toMatch(/^1 /);
  });

  it.each(doubled)('PROOF-3: refuses a value beside its own commitment (%s)', async (detail, payload) => {
    const outcome = check(await receiptOf(2, { entries: entriesOf([{ payload }]) }));
    expect(outcome).toMatchObject({ exit: 1, failed: { step: 'opening', detail } });
  });

  it('PROOF-5: reads one of version 1, which holds its details itself', async () => {
    const entries = entriesOf(storyOf(1).map(({ payload }) => ({ payload: { ...payload, v: 1 } })));
    expect(check(await receiptOf(3, { entries }))).toMatchObject({
      exit: 0,
      says: { address: 'resident.1@example.ca' },
      absent: [],
    });
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
    const [line = '', extra = ''] = /^extra (.+)$/m.exec(sound) ?? [];
    const opening = Buffer.from(extra, 'base64').toString('latin1');
    const reopened = damaged(opening).map((text) =>
      sound.replace(line, `extra ${Buffer.from(text, 'latin1').toString('base64')}`),
    );
    fc.assert(fc.property(reopened, saysTheSame), { numRuns: 400 });
  });
});
