import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cosign, makeVerifierKey, parseVerifierKey } from '#libs/tlog';
import { detailKinds } from '../details/detail.ts';
import { NOTICE_EN, sha256 } from '../messages.testing.ts';
import { entriesOf, verifierKey } from '../packages/package.testing.ts';
import { damaged, flipped } from '../receipts/damage.testing.ts';
import {
  CONFIRMED_AT,
  doubled,
  forgedDetails,
  receiptOf,
  withDetailsChanged,
  withOpening,
} from '../receipts/receipt.testing.ts';
import { noteSigner } from '../signing/signing-keys.ts';
import { checkReceipt } from './check-receipt.ts';

const sound = await receiptOf();
const other = await receiptOf(CONFIRMED_AT + 1);
const log = [parseVerifierKey(verifierKey())];
const check = (text: string | Uint8Array, witnesses = [] as typeof log) =>
  checkReceipt(text, { log, witnesses });
const lineOf = (text: string, at: number) => text.split('\n')[at] ?? '';

describe('the check of a receipt', () => {
  it('PROOF-6: finds a sound one sound, and says of which tree', () => {
    const found = check(sound);
    expect(found.failed).toBeUndefined();
    expect(found).toMatchObject({
      receipt: { index: CONFIRMED_AT },
      checkpoint: { size: 11 },
      witnesses: [],
    });
    expect(check(Buffer.from(sound)).failed).toBeUndefined();
  });

  it.each<[string, () => string, string, string]>([
    ['nothing', () => '', 'format', 'format'],
    ['a text of another kind', () => 'Dear city,\n', 'format', 'format'],
    ['Windows line ends', () => sound.replaceAll('\n', '\r\n'), 'format', 'format'],
    ['half of it', () => sound.slice(0, sound.length / 2), 'format', 'format'],
    ['no opening', () => sound.replace(/^extra .+\n/m, ''), 'format', 'format'],
    ['a changed checkpoint', () => sound.replace('\n11\n', '\n12\n'), 'signature', 'signature'],
    ['another index', () => sound.replace('index 6', 'index 5'), 'inclusion', 'inclusion'],
    ['a hash too few', () => sound.replace(`${lineOf(sound, 4)}\n`, ''), 'inclusion', 'inclusion'],
    ['another leaf', () => sound.replace(lineOf(sound, 1), lineOf(other, 1)), 'inclusion', 'inclusion'],
    [
      'another action',
      () =>
        withOpening(sound, (opening) => {
          opening.payload = String(opening.payload).replace('confirmed', 'declined');
        }),
      'opening',
      'opening',
    ],
    [
      'other words',
      () =>
        withOpening(sound, (opening) =>
          Object.assign(opening, { notices: { [sha256(NOTICE_EN)]: 'Free money' } }),
        ),
      'opening',
      'words',
    ],
    [
      'words that nobody was shown',
      () =>
        withOpening(sound, (opening) =>
          Object.assign(opening, { notices: { [sha256('Free money')]: 'Free money' } }),
        ),
      'opening',
      'words',
    ],
  ])('PROOF-3: names the step at which %s fails', (_, text, failed, fault) => {
    expect(check(text())).toEqual({ failed, fault });
  });

  it.each(forgedDetails)('PROOF-3, PROOF-5: names the detail where %s was put in', (_, change, detail) => {
    expect(check(withDetailsChanged(sound, change))).toEqual({ failed: 'opening', fault: 'detail', detail });
  });

  it('PROOF-5: a detail that is not in it does not make it unsound', () => {
    for (const kind of detailKinds) {
      const without = withDetailsChanged(sound, (details) => delete details[kind]);
      expect(check(without).failed).toBeUndefined();
    }
    expect(check(withOpening(sound, (opening) => delete opening.details)).failed).toBeUndefined();
  });

  it.each(doubled)('PROOF-3: a value beside its own commitment is refused (%s)', async (kind, payload) => {
    const detail = { failed: 'opening', fault: 'detail', detail: kind };
    expect(check(await receiptOf(2, { entries: entriesOf([{ payload }]) }))).toEqual(detail);
  });

  it('PROOF-3: a receipt that another key signed, or of another ledger, is none of ours', async () => {
    expect(check(await receiptOf(CONFIRMED_AT, { fill: 8 }))).toEqual({
      failed: 'signature',
      fault: 'unsigned',
    });
  });

  it('PROOF-3: change any one character and it fails', () => {
    for (let at = 0; at < sound.length; at += 1) {
      const changed = sound.slice(0, at) + (sound[at] === 'A' ? 'B' : 'A') + sound.slice(at + 1);
      expect(check(changed).failed).toBeDefined();
    }
  });

  it('PROOF-3: cut anywhere, it fails', () => {
    for (let length = 0; length < sound.length; length += 7)
      expect(check(sound.slice(0, length)).failed).toBeDefined();
  });

  it('PROOF-3: whatever is done to it, it fails or says the same', () => {
    const before = check(sound);
    if (before.failed !== undefined) throw new Error('not sound');
    const saysTheSame = (text: string | Uint8Array) => {
      const found = check(text);
      if (found.failed !== undefined) return;
      // Words and details may be missing, and somebody else may have signed as well: neither says anything else.
      const { notices, details, ...opening } = found.receipt.opening;
      expect(before.receipt.opening).toMatchObject(opening);
      for (const detail of details) expect(before.receipt.opening.details).toContainEqual(detail);
      expect(before.receipt.opening.notices).toMatchObject(notices);
      expect(found.checkpoint).toEqual(before.checkpoint);
      expect(found.receipt.index).toBe(CONFIRMED_AT);
    };
    fc.assert(fc.property(damaged(sound), saysTheSame), { numRuns: 500 });
    fc.assert(fc.property(flipped(sound), saysTheSame), { numRuns: 500 });
    const extra = Buffer.from(lineOf(sound, 1).slice('extra '.length), 'base64').toString('latin1');
    const damagedOpening = damaged(extra).map((opening) =>
      sound.replace(lineOf(sound, 1), `extra ${Buffer.from(opening, 'latin1').toString('base64')}`),
    );
    fc.assert(fc.property(damagedOpening, saysTheSame), { numRuns: 500 });
  });

  it('names the witnesses that signed it too; what one of them did not sign fails', () => {
    const witness = noteSigner('witness.example.org', Buffer.alloc(32, 9).toString('base64'));
    const key = makeVerifierKey(witness.name, 'cosignature', witness.privateKey);
    const [, checkpoint = ''] = /\n\n(ledger[\s\S]*)$/.exec(sound) ?? [];
    const line = cosign(checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1), 1_772_463_600, witness);
    expect(check(sound + line, [key])).toMatchObject({ witnesses: ['witness.example.org'] });
    expect(check(sound + line)).toMatchObject({ witnesses: [] });
    const changed = line.replace(/.{6}\n$/, 'AAAAA=\n');
    expect(check(sound + changed, [key])).toMatchObject({ failed: 'signature' });
  });
});
