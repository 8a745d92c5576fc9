import { createPrivateKey } from 'node:crypto';
import { expect } from '@jest/globals';
import fc from 'fast-check';
import type { NoteSigner } from './note.ts';
import { TlogError, type TlogErrorCode } from './tlog-error.ts';

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A signer whose seed is 32 times the same byte. */
export function signer(name: string, seedByte: number): NoteSigner {
  const der = Buffer.concat([PKCS8_ED25519, Buffer.alloc(32, seedByte)]);
  return { name, privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}

export function codeOf(act: () => unknown): TlogErrorCode | 'no error' {
  try {
    act();
    return 'no error';
  } catch (error) {
    if (error instanceof TlogError) return error.code;
    throw error;
  }
}

/** Any UTF-16 code units, lone surrogates too; fast-check's own `binary` unit takes a second to prepare. */
export function anyText(maxLength = 40): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff)).map((code) => String.fromCharCode(code));
  return fc.string({ unit, maxLength });
}

/** Fails when hostile input makes the parser raise anything but its own error. */
export function raisesOnlyItsOwnError<T>(parse: (input: T) => unknown, inputs: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(inputs, (input) => {
      expect(typeof codeOf(() => parse(input))).toBe('string');
    }),
    { numRuns: 300 },
  );
}

/** A valid text with one part replaced, dropped or doubled: hostile input that gets past the first check. */
export function damaged(valid: string): fc.Arbitrary<string> {
  return fc
    .record({
      from: fc.nat(valid.length),
      length: fc.nat(12),
      put: fc.oneof(anyText(8), fc.constantFrom('', '\n', '\n\n', ' ', '0', '=', '+')),
    })
    .map(({ from, length, put }) => valid.slice(0, from) + put + valid.slice(from + length));
}

/** Valid bytes with one part replaced, dropped or doubled. */
export function damagedBytes(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .record({ from: fc.nat(valid.length), length: fc.nat(12), put: fc.uint8Array({ maxLength: 8 }) })
    .map(({ from, length, put }) =>
      Buffer.concat([valid.subarray(0, from), put, valid.subarray(from + length)]),
    );
}

/** Yields the text with each of its characters changed in turn, always to another one. */
export function* everyChangedCharacter(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += 1) {
    const changed = text[at] === 'A' ? 'B' : 'A';
    yield text.slice(0, at) + changed + text.slice(at + 1);
  }
}
