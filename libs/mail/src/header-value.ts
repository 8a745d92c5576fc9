/** A value that could end its header line and begin another one, or be read as something else. Names the header, never the value. */
export class UnsafeHeader extends Error {
  override readonly name = 'UnsafeHeader';

  constructor(readonly header: string) {
    super(`the value of ${header} cannot stand in a header line`);
  }
}

// C0, DEL and C1 controls, and what some readers take for the end of a line.
const CONTROL = /[\p{Cc}\u2028\u2029]/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

// RFC 2047: readers would show other words than were written, and some a line break among them.
const ENCODED_WORD = /=\?[^?\s]+\?[bq]\?/i;

/** RFC 5322 section 2.1.1, in characters without CRLF. */
const LINE_CHARACTERS = 998;

/** Lines break at white space only, unless they are encoded: a longer word would make too long a line. */
const ENDLESS_WORD = /[!-~]{900}/;

/**
 * For what a person reads.
 * @throws UnsafeHeader for a line break or any other control character (MAIL-2), an encoded word, a word without end, or
 *   nothing: then the header would be left out.
 */
export function headerText(header: string, value: string): string {
  if (!isHeaderText(value)) throw new UnsafeHeader(header);
  return value;
}

/** Whether `headerText` takes it. */
export function isHeaderText(value: string): boolean {
  const isOdd = CONTROL.test(value) || ENCODED_WORD.test(value) || ENDLESS_WORD.test(value);
  return !isOdd && value.trim() !== '';
}

/**
 * For a header that programs read, where encoded words would not be understood.
 * @throws UnsafeHeader for anything but printable ASCII in one line.
 */
export function headerToken(header: string, value: string): string {
  const isOneLine = PRINTABLE_ASCII.test(value) && `${header}: ${value}`.length <= LINE_CHARACTERS;
  if (!isOneLine || ENCODED_WORD.test(value)) throw new UnsafeHeader(header);
  return value;
}
