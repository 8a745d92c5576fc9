import fc from 'fast-check';
import { TlogError } from '#libs/tlog';

/** A text with one part replaced, dropped or put in, by anything or by what the format knows. */
export function damaged(text: string): fc.Arbitrary<string> {
  const unit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
  const put = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit, maxLength: 4 }),
    fc.constantFrom('', '\n', '\n\n', ' ', '0', '=', '+', '"', '\\u0041'),
  );
  return fc
    .record({ from: fc.nat(text.length), length: fc.nat(12), put })
    .map(({ from, length, put: instead }) => text.slice(0, from) + instead + text.slice(from + length));
}

/** The octets of a text with some of their bits flipped. */
export function flipped(text: string): fc.Arbitrary<Buffer> {
  const octets = Buffer.from(text);
  return fc.array(fc.nat(octets.length * 8 - 1), { minLength: 1, maxLength: 3 }).map((bits) => {
    const changed = Buffer.from(octets);
    for (const bit of bits) changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return changed;
  });
}

/** @returns the code of the only error that reading may raise. */
export function codeOf(read: () => unknown): string {
  try {
    read();
    return 'no error';
  } catch (error) {
    if (error instanceof TlogError) return error.code;
    throw error;
  }
}
