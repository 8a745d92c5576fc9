import { decodeHash, encodeBase64 } from './encoding.ts';
import { checkHash } from './hashes.ts';
import { TlogError, type TlogErrorCode } from './tlog-error.ts';

// C2SP tlog-witness; a proof in a tree of 2^53 leaves is shorter.
const HASHES_MAX = 63;

/**
 * Returns what proof files and witness requests have in common: header lines, then a hash in base64 on each line, an
 * empty line, and a signed checkpoint as it is.
 * @throws TlogError `bad-hash`, or the given code for more than 63 hashes
 */
export function encodeHashLines(
  headers: readonly string[],
  { hashes, checkpoint }: { readonly hashes: readonly Uint8Array[]; readonly checkpoint: string },
  code: TlogErrorCode,
): string {
  if (hashes.length > HASHES_MAX) throw new TlogError(code);
  const lines = [...headers, ...hashes.map((hash) => encodeBase64(checkHash(hash)))];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/**
 * Divides such a text at its first empty line, into the lines above it and the checkpoint below.
 * @throws TlogError with the given code when there is no empty line
 */
export function splitAtCheckpoint(
  text: string,
  code: TlogErrorCode,
): { lines: string[]; checkpoint: string } {
  const divide = text.indexOf('\n\n');
  if (divide < 0) throw new TlogError(code);
  return { lines: text.slice(0, divide).split('\n'), checkpoint: text.slice(divide + 2) };
}

/** @throws TlogError `bad-base64` or `bad-hash`, or the given code for more than 63 hashes */
export function parseHashLines(lines: readonly string[], code: TlogErrorCode): Buffer[] {
  if (lines.length > HASHES_MAX) throw new TlogError(code);
  return lines.map(decodeHash);
}
