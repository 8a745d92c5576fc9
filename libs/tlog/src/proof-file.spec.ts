import { describe, expect, it } from '@jest/globals';
import { signCheckpoint } from './checkpoint.ts';
import {
  codeOf,
  damaged,
  damagedBytes,
  everyChangedCharacter,
  raisesOnlyItsOwnError,
  signer,
} from './fixtures.testing.ts';
import { entries, naiveLeaf, naivePath, naiveRoot } from './naive-tree.testing.ts';
import { encodeProofFile, parseProofFile, verifyProofFile } from './proof-file.ts';
import { makeVerifierKey } from './verifier-key.ts';

const log = signer('ledger.example.ca/tidings', 1);
const key = makeVerifierKey(log.name, 'note', log.privateKey);
const leaves = entries(11).map(naiveLeaf);
const [index, leaf] = [4, leaves[4] ?? Buffer.of()];
const proof = {
  index,
  hashes: naivePath(index, leaves),
  checkpoint: signCheckpoint({ size: leaves.length, root: naiveRoot(leaves) }, log),
};
const file = encodeProofFile(proof);
const check = (text: string | Uint8Array) => verifyProofFile(parseProofFile(text), leaf, { log: key });

describe('proof files', () => {
  it('PROOF-6: a resident can check one with the key of the log', () => {
    expect(check(file)).toMatchObject({ origin: log.name, size: 11 });
    expect(check(Buffer.from(file)).size).toBe(11);
    expect(codeOf(() => verifyProofFile(proof, leaves[5] ?? leaf, { log: key }))).toBe('proof-failed');
  });

  it('PROOF-3: change any one character and it does not verify', () => {
    for (const changed of everyChangedCharacter(file))
      expect(codeOf(() => check(changed))).not.toBe('no error');
  });

  it('PROOF-3: drop, double or exchange any two lines and it does not verify', () => {
    const lines = file.split('\n');
    for (let at = 0; at < lines.length - 1; at += 1) {
      expect(codeOf(() => check(lines.toSpliced(at, 1).join('\n')))).not.toBe('no error');
      const exchanged = lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? '');
      expect(codeOf(() => check(exchanged.join('\n')))).not.toBe('no error');
      const isSignature = lines[at]?.startsWith('—');
      const doubled = lines.toSpliced(at, 0, lines[at] ?? '').join('\n');
      if (!isSignature) expect(codeOf(() => check(doubled))).not.toBe('no error');
    }
  });

  it('PROOF-3: cut anywhere, it does not verify', () => {
    for (let length = 0; length < file.length; length += 1) {
      expect(codeOf(() => check(file.slice(0, length)))).not.toBe('no error');
    }
  });

  it('PROOF-2: extra data travels with it, before the index', () => {
    const extra = Buffer.from('opening');
    const text = encodeProofFile({ ...proof, extra });
    expect(text.split('\n').slice(0, 3)).toEqual([
      'c2sp.org/tlog-proof@v1',
      `extra ${extra.toString('base64')}`,
      `index ${index}`,
    ]);
    expect(parseProofFile(text)).toEqual({ ...proof, extra });
    expect(parseProofFile(file)).toEqual(proof);
  });

  it('PROOF-2: the only leaf of a log needs no hashes', () => {
    const first = leaves.slice(0, 1);
    const checkpoint = signCheckpoint({ size: 1, root: naiveRoot(first) }, log);
    const text = encodeProofFile({ index: 0, hashes: [], checkpoint });
    expect(text).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`);
    expect(verifyProofFile(parseProofFile(text), naiveRoot(first), { log: key }).size).toBe(1);
  });

  it.each([
    ['another version', file.replace('@v1', '@v2'), 'bad-proof-file'],
    ['no index', file.replace(/index .*\n/, ''), 'bad-proof-file'],
    ['an index with a zero before', file.replace('index 4', 'index 04'), 'bad-number'],
    ['an empty extra', file.replace('index', 'extra \nindex'), 'bad-proof-file'],
    ['two extras', file.replace('index', 'extra YQ==\nextra YQ==\nindex'), 'bad-proof-file'],
    ['an extra after the index', file.replace('index 4', 'index 4\nextra YQ=='), 'bad-base64'],
    ['a hash without padding', file.replace('=\n', '\n'), 'bad-base64'],
    ['no empty line', file.replaceAll('\n\n', '\n'), 'bad-proof-file'],
    [
      '64 hashes',
      file.replace('index 4\n', `index 4\n${`${leaf.toString('base64')}\n`.repeat(64)}`),
      'bad-proof-file',
    ],
    ['Windows line ends', file.replaceAll('\n', '\r\n'), 'bad-text'],
  ])('a file with %s is refused', (_what, malformed, code) => {
    expect(codeOf(() => parseProofFile(malformed))).toBe(code);
  });

  it('what could not be read back is not written', () => {
    expect(codeOf(() => encodeProofFile({ ...proof, index: -1 }))).toBe('bad-size');
    expect(codeOf(() => encodeProofFile({ ...proof, hashes: [Buffer.alloc(31)] }))).toBe('bad-hash');
    expect(codeOf(() => encodeProofFile({ ...proof, hashes: Array(64).fill(leaf) }))).toBe('bad-proof-file');
    expect(codeOf(() => encodeProofFile({ ...proof, extra: Buffer.of() }))).toBe('bad-proof-file');
    expect(codeOf(() => encodeProofFile({ ...proof, checkpoint: 'none' }))).toBe('bad-note');
  });

  it('hostile files raise only its own error', () => {
    raisesOnlyItsOwnError(check, damaged(file));
    raisesOnlyItsOwnError(check, damagedBytes(Buffer.from(file)));
  });
});
