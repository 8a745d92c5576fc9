import { decodeBase64, encodeBase64 } from './encoding.ts';
import { TlogError } from './tlog-error.ts';
import { checkKeyName } from './verifier-key.ts';

const ID_BYTES = 4;

/** What a signature line says about its key. */
export interface KeyLabel {
  readonly name: string;
  /** Four bytes as an unsigned number. */
  readonly id: number;
}

/** One line under a note: whose key is said to have signed, and the bytes of the signature. */
export interface SignatureLine extends KeyLabel {
  readonly signature: Buffer;
}

/** True when both name the same key: signatures are matched by name and id together, never by one alone. */
export function isSameKey(one: KeyLabel, other: KeyLabel): boolean {
  return one.name === other.name && one.id === other.id;
}

/** Returns the line `— <name> <base64(id ‖ signature)>` with its newline. */
export function encodeSignatureLine({ name, id, signature }: SignatureLine): string {
  const idBytes = Buffer.alloc(ID_BYTES);
  idBytes.writeUInt32BE(id);
  return `— ${name} ${encodeBase64(Buffer.concat([idBytes, signature]))}\n`;
}

/**
 * Reads a signature line without its newline, whether or not the key is known. The length of the signature depends
 * on a type that only the owner of the key knows, so any length from one byte is taken here.
 * @throws TlogError `bad-note`
 */
export function parseSignatureLine(line: string): SignatureLine {
  const [dash, name, encoded, ...rest] = line.split(' ');
  if (dash !== '—' || name === undefined || encoded === undefined || rest.length > 0) {
    throw new TlogError('bad-note');
  }
  try {
    checkKeyName(name);
    const bytes = decodeBase64(encoded);
    if (bytes.length <= ID_BYTES) throw new TlogError('bad-note');
    return { name, id: bytes.readUInt32BE(), signature: bytes.subarray(ID_BYTES) };
  } catch (cause) {
    throw new TlogError('bad-note', 'signature line', { cause });
  }
}
