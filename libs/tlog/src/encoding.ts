import { HASH_BYTES } from './hashes.ts';
import { TlogError, type TlogErrorCode } from './tlog-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Returns the text of a file or string exactly as it stands, a byte order mark included.
 * @throws TlogError `bad-text` when it is not Unicode or has an ASCII control character other than newline
 */
export function readText(input: string | Uint8Array): string {
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (!text.isWellFormed()) throw new TlogError('bad-text');
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 && unit !== 0x0a) throw new TlogError('bad-text');
  }
  return text;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new TlogError('bad-text', undefined, { cause });
  }
}

/**
 * Returns the lines of a text without their newlines; every line, the last too, must end in one.
 * @throws TlogError with the given code when the last line does not
 */
export function readLines(text: string, code: TlogErrorCode): string[] {
  if (!text.endsWith('\n')) throw new TlogError(code, 'the last line does not end');
  return text.slice(0, -1).split('\n');
}

/** Returns standard base64 with padding (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/**
 * Returns the bytes of standard base64. Only the one canonical spelling is taken: Node alone would also take the
 * URL alphabet, spaces, missing padding and stray bits, and so let a proof be altered without changing its bytes.
 * @throws TlogError `bad-base64`
 */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new TlogError('bad-base64');
  return bytes;
}

/** Returns the 32 bytes of a hash in base64. @throws TlogError `bad-base64`, or `bad-hash` for another length */
export function decodeHash(text: string): Buffer {
  const bytes = decodeBase64(text);
  if (bytes.length !== HASH_BYTES) throw new TlogError('bad-hash');
  return bytes;
}

/**
 * Returns a whole number from 0 to 2^53 − 1 written in decimal without sign or leading zeros.
 * @throws TlogError `bad-number`
 */
export function parseDecimal(text: string): number {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new TlogError('bad-number');
  return value;
}

/**
 * Returns what follows `<word> ` on a line such as `index 12`.
 * @throws TlogError with the given code when the line is another one or absent
 */
export function readField(line: string | undefined, word: string, code: TlogErrorCode): string {
  if (!line?.startsWith(`${word} `)) throw new TlogError(code, `no line "${word}"`);
  return line.slice(word.length + 1);
}
