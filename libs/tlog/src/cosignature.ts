import { sign } from 'node:crypto';
import { parseCheckpoint } from './checkpoint.ts';
import { cosignatureMessage, encodeCosignature } from './cosignature-message.ts';
import { type NoteSigner, openNote, splitNote } from './note.ts';
import { encodeSignatureLine, isSameKey } from './signature-line.ts';
import { TlogError } from './tlog-error.ts';
import { isCount } from './tree.ts';
import { makeVerifierKey, type VerifierKey } from './verifier-key.ts';

/**
 * Returns a witness's signature line, newline included, over the text of a checkpoint: "at this time, this was the
 * largest tree of this log that I saw, and it continued the one before". C2SP tlog-cosignature, type 0x04.
 * @param seconds since the epoch, whole
 * @throws TlogError `bad-number` for the time, `bad-key`, or as `parseCheckpoint`
 */
export function cosign(checkpointText: string, seconds: number, witness: NoteSigner): string {
  if (!isCount(seconds)) throw new TlogError('bad-number');
  parseCheckpoint(checkpointText);
  const key = makeVerifierKey(witness.name, 'cosignature', witness.privateKey);
  const signature = sign(null, cosignatureMessage(checkpointText, seconds), witness.privateKey);
  return encodeSignatureLine({ ...key, signature: encodeCosignature(seconds, signature) });
}

/**
 * Returns the signed checkpoint with those lines of a witness's answer that are good cosignatures of known
 * witnesses; lines of unknown keys, and of keys that the note already carries, are left out. C2SP tlog-witness,
 * "add-checkpoint".
 * @param answer signature lines, each with its newline
 * @throws TlogError `bad-note`, `bad-signature` when a known witness did not sign this, `unsigned-note` when the
 * answer has no line of a known one
 */
export function addCosignatures(note: string, answer: string, witnesses: readonly VerifierKey[]): string {
  const { text, lines } = splitNote(note);
  const cosigners = witnesses.filter(({ type }) => type === 'cosignature');
  const cosigned = `${text}\n${answer}`;
  // An empty line in the answer would move the end of the text, and so what the witness is taken to have signed.
  if (openNote(cosigned, cosigners).text !== text) throw new TlogError('bad-note');
  const carried = [...lines];
  for (const line of splitNote(cosigned).lines) {
    const isKnown = cosigners.some((key) => isSameKey(key, line));
    if (isKnown && !carried.some((each) => isSameKey(each, line))) carried.push(line);
  }
  return note + carried.slice(lines.length).map(encodeSignatureLine).join('');
}
