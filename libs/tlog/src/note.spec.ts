import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  codeOf,
  damaged,
  damagedBytes,
  everyChangedCharacter,
  raisesOnlyItsOwnError,
  signer,
} from './fixtures.testing.ts';
import { openNote, signNote } from './note.ts';
import { makeVerifierKey, parseVerifierKey } from './verifier-key.ts';

const city = signer('ledger.example.ca', 1);
const other = signer('other.example.com', 2);
const cityKey = makeVerifierKey(city.name, 'note', city.privateKey);
const otherKey = makeVerifierKey(other.name, 'note', other.privateKey);
const note = signNote('some text\n', [city]);

describe('signed notes', () => {
  it('PROOF-2: a note that the Go authors signed opens', () => {
    const key = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    const theirText =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const theirs = `${theirText}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
    expect(openNote(theirs, [key])).toEqual({ text: theirText, signatures: [{ key }] });
  });

  it('any text of whole lines can be signed and opened, empty lines included', () => {
    const lines = fc.array(
      fc.string({ unit: 'grapheme' }).filter((line) => !/\p{Cc}/u.test(line)),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, (parts) => {
        const text = `${parts.join('\n')}\n`;
        const signed = signNote(text, [city, other]);
        expect(openNote(Buffer.from(signed), [otherKey, cityKey])).toEqual({
          text,
          signatures: [{ key: cityKey }, { key: otherKey }],
        });
      }),
      { numRuns: 50 },
    );
  });

  it('PROOF-3: change any one character and the note does not open', () => {
    for (const changed of everyChangedCharacter(note)) {
      expect(codeOf(() => openNote(changed, [cityKey]))).not.toBe('no error');
    }
  });

  it('PROOF-3: flip any one bit and the note does not open', () => {
    const bytes = Buffer.from(note);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(codeOf(() => openNote(flipped, [cityKey]))).not.toBe('no error');
    }
  });

  it('unknown keys are ignored, but one known key must have signed', () => {
    const both = signNote('some text\n', [other, city]);
    expect(openNote(both, [cityKey]).signatures).toEqual([{ key: cityKey }]);
    expect(codeOf(() => openNote(note, [otherKey]))).toBe('unsigned-note');
    expect(codeOf(() => openNote(note, []))).toBe('unsigned-note');
  });

  it('a key is known by name and id together', () => {
    const sameName = makeVerifierKey(city.name, 'note', other.privateKey);
    const sameId = { ...otherKey, id: cityKey.id };
    expect(codeOf(() => openNote(note, [sameName, sameId]))).toBe('unsigned-note');
  });

  it('PROOF-3: a bad signature of a known key rejects the note, even beside a good one', () => {
    const [, , line] = signNote('another text\n', [city]).split('\n');
    expect(codeOf(() => openNote(`some text\n\n${line}\n`, [cityKey]))).toBe('bad-signature');
    expect(codeOf(() => openNote(`${note}${line}\n`, [cityKey]))).toBe('bad-signature');
    const short = `some text\n\n— ${city.name} ${Buffer.from(line?.split(' ')[2] ?? '', 'base64')
      .subarray(0, 40)
      .toString('base64')}\n`;
    expect(codeOf(() => openNote(short, [cityKey]))).toBe('bad-signature');
  });

  it('a key that signed twice counts once', () => {
    const line = note.slice(note.indexOf('—'));
    expect(openNote(note + line, [cityKey]).signatures).toHaveLength(1);
  });

  it('takes a hundred signatures and no more', () => {
    const line = note.slice(note.indexOf('—'));
    expect(openNote(note + line.repeat(99), [cityKey]).text).toBe('some text\n');
    expect(codeOf(() => openNote(note + line.repeat(100), [cityKey]))).toBe('bad-note');
    expect(codeOf(() => openNote('a'.repeat(1_000_001), [cityKey]))).toBe('bad-note');
  });

  it.each([
    ['nothing', ''],
    ['no signatures', 'some text\n\n'],
    ['no empty line', note.replace('\n\n', '\n')],
    ['no newline at the end', note.slice(0, -1)],
    ['a hyphen for the dash', note.replace('—', '-')],
    ['two spaces', note.replace('— ', '—  ')],
    ['a word after the signature', note.replace(/\n$/, ' x\n')],
    ['no name', note.replace(city.name, '')],
    ['a plus in the name', note.replace(city.name, 'a+b')],
    ['a signature without bytes', `some text\n\n— ${city.name} SJe81g==\n`],
  ])('a note with %s is refused', (_what, malformed) => {
    expect(codeOf(() => openNote(malformed, [cityKey]))).toBe('bad-note');
  });

  it('what is no text, or is not signed by anyone, is not signed at all', () => {
    expect(codeOf(() => signNote('no newline', [city]))).toBe('bad-note');
    expect(codeOf(() => signNote('some text\n', []))).toBe('bad-note');
    expect(codeOf(() => signNote('tab\t\n', [city]))).toBe('bad-text');
  });

  it('hostile notes raise only its own error', () => {
    raisesOnlyItsOwnError((input: string) => openNote(input, [cityKey]), damaged(note));
    raisesOnlyItsOwnError((input: Uint8Array) => openNote(input, [cityKey]), damagedBytes(Buffer.from(note)));
  });
});
