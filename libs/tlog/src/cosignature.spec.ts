import { sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { openCheckpoint, signCheckpoint } from './checkpoint.ts';
import { addCosignatures, cosign } from './cosignature.ts';
import { codeOf, damaged, everyChangedCharacter, raisesOnlyItsOwnError, signer } from './fixtures.testing.ts';
import { leafHash } from './hashes.ts';
import { openNote } from './note.ts';
import { encodeSignatureLine } from './signature-line.ts';
import { makeVerifierKey } from './verifier-key.ts';

const log = signer('ledger.example.ca/tidings', 1);
const witness = signer('witness.example.org/w1', 2);
const second = signer('witness.example.org/w2', 3);
const logKey = makeVerifierKey(log.name, 'note', log.privateKey);
const witnessKey = makeVerifierKey(witness.name, 'cosignature', witness.privateKey);
const secondKey = makeVerifierKey(second.name, 'cosignature', second.privateKey);
const signed = signCheckpoint({ size: 1, root: leafHash(Buffer.from('one')) }, log);
const { text } = openNote(signed, [logKey]);
const seconds = 1_767_322_800;
const line = cosign(text, seconds, witness);

function lineOf(signature: Uint8Array): string {
  return encodeSignatureLine({ ...witnessKey, signature: Buffer.from(signature) });
}

function timeOf(time: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(time);
  return bytes;
}

describe('cosignatures', () => {
  it('PROOF-2: the signature is over header, time and text, and carries its time before it', () => {
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    expect(bytes.readUInt32BE()).toBe(witnessKey.id);
    expect(bytes.readBigUInt64BE(4)).toBe(BigInt(seconds));
    const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
    expect(bytes.subarray(12)).toEqual(sign(null, message, witness.privateKey));
  });

  it('the checkpoint shows who saw it, and when', () => {
    const note = addCosignatures(signed, line + cosign(text, seconds + 5, second), [witnessKey, secondKey]);
    expect(openCheckpoint(note, logKey, [witnessKey, secondKey]).cosignatures).toEqual([
      { key: witnessKey, seconds },
      { key: secondKey, seconds: seconds + 5 },
    ]);
    expect(openCheckpoint(note, logKey).cosignatures).toEqual([]);
  });

  it('PROOF-3: change any one character of it and it is not added', () => {
    for (const changed of everyChangedCharacter(line)) {
      expect(codeOf(() => addCosignatures(signed, changed, [witnessKey]))).not.toBe('no error');
    }
  });

  it('PROOF-3: one over another checkpoint, or with another time, rejects the note', () => {
    const other = openNote(signCheckpoint({ size: 2, root: Buffer.alloc(32) }, log), [logKey]).text;
    expect(codeOf(() => openCheckpoint(signed + cosign(other, seconds, witness), logKey, [witnessKey]))).toBe(
      'bad-signature',
    );
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64').subarray(4);
    bytes.writeBigUInt64BE(BigInt(seconds + 1));
    expect(codeOf(() => openCheckpoint(signed + lineOf(bytes), logKey, [witnessKey]))).toBe('bad-signature');
  });

  it('PROOF-3: a time that a number cannot hold, or another length, is no cosignature', () => {
    const beyond = 2n ** 53n;
    const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${beyond}\n${text}`), witness.privateKey);
    const late = Buffer.concat([timeOf(beyond), signature]);
    for (const bytes of [
      late,
      late.subarray(0, 5),
      late.subarray(0, 71),
      Buffer.concat([late, Buffer.of(0)]),
    ]) {
      expect(codeOf(() => openCheckpoint(signed + lineOf(bytes), logKey, [witnessKey]))).toBe(
        'bad-signature',
      );
    }
  });

  it('only what is new and known is added', () => {
    const answer = line + cosign(text, seconds, second);
    const once = addCosignatures(signed, answer, [witnessKey]);
    expect(once).toBe(signed + line);
    expect(addCosignatures(once, answer, [witnessKey])).toBe(once);
    expect(addCosignatures(signed, line + cosign(text, seconds + 1, witness), [witnessKey])).toBe(once);
    expect(codeOf(() => addCosignatures(signed, cosign(text, seconds, second), [witnessKey]))).toBe(
      'unsigned-note',
    );
    expect(codeOf(() => addCosignatures(signed, '', [witnessKey]))).toBe('bad-note');
  });

  it('PROOF-3: an answer cannot move the end of the text by an empty line', () => {
    const moved = cosign(`${text.trimEnd()}\nextension\n`, seconds, witness);
    expect(codeOf(() => addCosignatures(signed, `extension\n\n${moved}`, [witnessKey]))).not.toBe('no error');
    const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}\n`);
    const bytes = Buffer.concat([timeOf(BigInt(seconds)), sign(null, message, witness.privateKey)]);
    expect(codeOf(() => addCosignatures(signed, `\n${lineOf(bytes)}`, [witnessKey]))).toBe('bad-note');
  });

  it('only checkpoints are cosigned, and only at whole seconds', () => {
    expect(codeOf(() => cosign('hello\n', seconds, witness))).toBe('bad-checkpoint');
    expect(codeOf(() => cosign(text, 1.5, witness))).toBe('bad-number');
    expect(codeOf(() => cosign(text, -1, witness))).toBe('bad-number');
  });

  it('hostile answers raise only its own error', () => {
    raisesOnlyItsOwnError((answer: string) => addCosignatures(signed, answer, [witnessKey]), damaged(line));
  });
});
