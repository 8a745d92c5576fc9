/** A value that could end its header line and begin another one. Names the header, never the value. */
export class UnsafeHeader extends Error {
  override readonly name = 'UnsafeHeader';

  constructor(readonly header: string) {
    super(`the value of ${header} cannot stand in a header line`);
  }
}

// C0, DEL and C1 controls, and what some readers take for the end of a line.
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** @throws UnsafeHeader for a value with a line break or any other control character (MAIL-2). */
export function headerText(header: string, value: string): string {
  if (CONTROL.test(value)) throw new UnsafeHeader(header);
  return value;
}

/**
 * For a header that programs read, where encoded words would not be understood.
 * @throws UnsafeHeader for anything but printable ASCII.
 */
export function headerToken(header: string, value: string): string {
  if (!PRINTABLE_ASCII.test(value)) throw new UnsafeHeader(header);
  return value;
}
