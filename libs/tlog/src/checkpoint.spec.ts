import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { codeOf, damaged, everyChangedCharacter, raisesOnlyItsOwnError, signer } from './fixtures.testing.ts';
import { emptyRoot, leafHash } from './hashes.ts';
import { signNote } from './note.ts';
import { makeVerifierKey } from './verifier-key.ts';

const log = signer('ledger.example.ca/tidings', 1);
const key = makeVerifierKey(log.name, 'note', log.privateKey);
const root = leafHash(Buffer.from('one'));
const text = encodeCheckpoint({ origin: log.name, size: 1, root });
const signed = signCheckpoint({ size: 1, root }, log);

describe('checkpoints', () => {
  it('PROOF-2: the example of C2SP is read', () => {
    const theirs = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const checkpoint = parseCheckpoint(theirs);
    expect(checkpoint).toMatchObject({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      extensions: [],
    });
    expect(encodeCheckpoint(checkpoint)).toBe(theirs);
  });

  it('a signed checkpoint opens with the key of its log', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 53 - 1 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (size, hash) => {
          const opened = openCheckpoint(signCheckpoint({ size, root: hash }, log), key);
          expect(opened).toMatchObject({ origin: log.name, size, cosignatures: [] });
          expect(opened.root).toEqual(Buffer.from(hash));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('PROOF-3: change any one character and it does not open', () => {
    for (const changed of everyChangedCharacter(signed)) {
      expect(codeOf(() => openCheckpoint(changed, key))).not.toBe('no error');
    }
  });

  it('PROOF-3: a good signature of the key under the text of another log is refused', () => {
    const foreign = signNote(encodeCheckpoint({ origin: 'other.example.com', size: 1, root }), [log]);
    expect(codeOf(() => openCheckpoint(foreign, key))).toBe('wrong-origin');
  });

  it('PROOF-3: a signature of somebody else does not stand in for the log', () => {
    const other = signer('other.example.com', 2);
    const otherKey = makeVerifierKey(other.name, 'note', other.privateKey);
    const note = signNote(text, [other]);
    expect(codeOf(() => openCheckpoint(note, key, [otherKey]))).toBe('unsigned-note');
    const witnessKey = makeVerifierKey(log.name, 'cosignature', log.privateKey);
    expect(codeOf(() => openCheckpoint(signed, witnessKey))).toBe('bad-key');
  });

  it('PROOF-3: a signed note that is no checkpoint is refused', () => {
    expect(codeOf(() => openCheckpoint(signNote('hello\n', [log]), key))).toBe('bad-checkpoint');
  });

  it('extension lines of other logs are kept', () => {
    const checkpoint = { origin: 'other.example.com', size: 1, root, extensions: ['one', 'two'] };
    expect(parseCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  it('an empty tree has only one root', () => {
    expect(parseCheckpoint(encodeCheckpoint({ origin: 'a', size: 0, root: emptyRoot() })).size).toBe(0);
    expect(codeOf(() => parseCheckpoint(encodeCheckpoint({ origin: 'a', size: 0, root })))).toBe(
      'bad-checkpoint',
    );
  });

  it.each([
    ['no lines', '', 'bad-checkpoint'],
    ['two lines', 'a\n1\n', 'bad-checkpoint'],
    ['no last newline', text.slice(0, -1), 'bad-checkpoint'],
    ['an empty origin', text.replace(log.name, ''), 'bad-checkpoint'],
    ['an empty line at the end', `${text}\n`, 'bad-checkpoint'],
    ['a size with a zero before', text.replace('\n1\n', '\n01\n'), 'bad-number'],
    ['a size below nothing', text.replace('\n1\n', '\n-1\n'), 'bad-number'],
    ['a size beyond counting', text.replace('\n1\n', '\n9007199254740992\n'), 'bad-number'],
    ['a root without padding', text.replace('=', ''), 'bad-base64'],
    ['a root too short', `a\n1\n${root.subarray(0, 31).toString('base64')}\n`, 'bad-hash'],
    ['Windows line ends', text.replaceAll('\n', '\r\n'), 'bad-text'],
  ])('a text with %s is no checkpoint', (_what, malformed, code) => {
    expect(codeOf(() => parseCheckpoint(malformed))).toBe(code);
  });

  it('what could not be read back is not written', () => {
    expect(codeOf(() => encodeCheckpoint({ origin: '', size: 1, root }))).toBe('bad-checkpoint');
    expect(codeOf(() => encodeCheckpoint({ origin: 'a\nb', size: 1, root }))).toBe('bad-checkpoint');
    expect(codeOf(() => encodeCheckpoint({ origin: 'a', size: 1, root, extensions: [''] }))).toBe(
      'bad-checkpoint',
    );
    expect(codeOf(() => encodeCheckpoint({ origin: 'a\r', size: 1, root }))).toBe('bad-text');
    expect(codeOf(() => encodeCheckpoint({ origin: 'a', size: -1, root }))).toBe('bad-size');
    expect(codeOf(() => encodeCheckpoint({ origin: 'a', size: 1, root: Buffer.of() }))).toBe('bad-hash');
  });

  it('hostile checkpoints raise only its own error', () => {
    raisesOnlyItsOwnError(parseCheckpoint, damaged(text));
    raisesOnlyItsOwnError((input: string) => openCheckpoint(input, key), damaged(signed));
  });
});
