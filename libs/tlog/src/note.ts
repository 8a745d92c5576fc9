import { type KeyObject, sign, verify } from 'node:crypto';
import { readCosignature } from './cosignature-message.ts';
import { readText } from './encoding.ts';
import { encodeSignatureLine, isSameKey, parseSignatureLine, type SignatureLine } from './signature-line.ts';
import { TlogError } from './tlog-error.ts';
import { makeVerifierKey, type VerifierKey } from './verifier-key.ts';

// The limits of Go's note package; C2SP asks for at least 16 signatures.
const NOTE_MAX_LENGTH = 1_000_000;
const SIGNATURES_MAX = 100;

/** An Ed25519 private key and the name under which it signs. */
export interface NoteSigner {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** A signature that was checked. `seconds` since the epoch is there only for a cosignature. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly seconds?: number;
}

/** A note at least one known key has signed. `text` ends in a newline. */
export interface OpenedNote {
  readonly text: string;
  /** One for each known key that signed, in the order of the note. */
  readonly signatures: readonly VerifiedSignature[];
}

/**
 * Returns a signed note: the text, an empty line, and a line for each signer. C2SP signed-note, type 0x01.
 * @param text one or more lines, the last ending in a newline
 * @throws TlogError `bad-note`, `bad-text` or `bad-key`
 */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!readText(text).endsWith('\n') || signers.length === 0) throw new TlogError('bad-note');
  const lines = signers.map(({ name, privateKey }) => {
    const key = makeVerifierKey(name, 'note', privateKey);
    return encodeSignatureLine({ ...key, signature: sign(null, Buffer.from(text), privateKey) });
  });
  return `${text}\n${lines.join('')}`;
}

/**
 * Opens a note with keys obtained elsewhere, never from beside the note. Signatures of unknown keys are ignored;
 * every signature of a known key must be good.
 * @throws TlogError `bad-text` or `bad-note` when it is malformed, `bad-signature` when a known key did not sign
 * this, `unsigned-note` when no known key signed at all
 */
export function openNote(note: string | Uint8Array, known: readonly VerifierKey[]): OpenedNote {
  const { text, lines } = splitNote(note);
  const signatures = new Map<VerifierKey, VerifiedSignature>();
  for (const line of lines) {
    const key = known.find((each) => isSameKey(each, line));
    if (key === undefined) continue;
    const signature = verifySignature(key, text, line.signature);
    if (!signatures.has(key)) signatures.set(key, signature);
  }
  if (signatures.size === 0) throw new TlogError('unsigned-note');
  return { text, signatures: [...signatures.values()] };
}

/**
 * Divides a note into text and signature lines, and checks the form of both but no signature.
 * @throws TlogError `bad-text` or `bad-note`
 */
export function splitNote(note: string | Uint8Array): { text: string; lines: SignatureLine[] } {
  if (note.length > NOTE_MAX_LENGTH) throw new TlogError('bad-note', 'too long');
  const whole = readText(note);
  // The text may have empty lines of its own: the last one divides.
  const divide = whole.lastIndexOf('\n\n');
  if (divide < 0 || !whole.endsWith('\n') || divide === whole.length - 2) throw new TlogError('bad-note');
  const lines = whole.slice(divide + 2, -1).split('\n');
  if (lines.length > SIGNATURES_MAX) throw new TlogError('bad-note', 'too many signatures');
  return { text: whole.slice(0, divide + 1), lines: lines.map(parseSignatureLine) };
}

function verifySignature(key: VerifierKey, text: string, signature: Buffer): VerifiedSignature {
  if (key.type === 'cosignature') {
    const { seconds, message, bare } = readCosignature(text, signature);
    if (!verify(null, message, key.publicKey, bare)) throw new TlogError('bad-signature');
    return { key, seconds };
  }
  if (!verify(null, Buffer.from(text), key.publicKey, signature)) throw new TlogError('bad-signature');
  return { key };
}
