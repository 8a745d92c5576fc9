import { decodeHash, encodeBase64, parseDecimal, readLines, readText } from './encoding.ts';
import { checkHash, emptyRoot, isSameHash } from './hashes.ts';
import { type NoteSigner, openNote, signNote, type VerifiedSignature } from './note.ts';
import { TlogError } from './tlog-error.ts';
import { checkTreeSize, type TreeHead } from './tree.ts';
import type { VerifierKey } from './verifier-key.ts';

/** What a log says about itself at one moment. There is no time in it that one could trust. */
export interface Checkpoint extends TreeHead {
  /** The log's name, equal to the name of its key. */
  readonly origin: string;
  /** Further lines, which ours never has; a witness of other logs must keep them. */
  readonly extensions?: readonly string[];
}

/** A checkpoint that the log's key has signed. */
export interface OpenedCheckpoint extends Checkpoint {
  /** The note's text: the bytes that were signed. */
  readonly text: string;
  /** Cosignatures of the known witnesses, one for each, with their times in seconds. */
  readonly cosignatures: readonly Required<VerifiedSignature>[];
}

/**
 * Returns the text of a checkpoint: origin, size in decimal, root in base64, a line each. C2SP tlog-checkpoint.
 * @throws TlogError `bad-checkpoint`, `bad-size`, `bad-hash` or `bad-text`
 */
export function encodeCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  checkTreeSize(size);
  const lines = [origin, String(size), encodeBase64(checkHash(root)), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n'))) throw new TlogError('bad-checkpoint');
  return readText(`${lines.join('\n')}\n`);
}

/**
 * Reads the text of a checkpoint, without signatures.
 * @throws TlogError `bad-checkpoint` for missing or empty lines or an empty tree with another root; `bad-text`,
 * `bad-number`, `bad-base64` or `bad-hash` for a line that is not canonical
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = readLines(readText(text), 'bad-checkpoint');
  const [origin, size, root, ...extensions] = lines;
  if (origin === undefined || size === undefined || root === undefined || lines.includes('')) {
    throw new TlogError('bad-checkpoint');
  }
  const checkpoint = { origin, size: parseDecimal(size), root: decodeHash(root), extensions };
  if (checkpoint.size === 0 && !isSameHash(checkpoint.root, emptyRoot()))
    throw new TlogError('bad-checkpoint');
  return checkpoint;
}

/**
 * Signs a tree head as the log of the signer's name, and returns the signed note. Whether it continues what was
 * signed before is for the caller to know.
 * @throws TlogError `bad-size`, `bad-hash` or `bad-key`
 */
export function signCheckpoint({ size, root }: TreeHead, signer: NoteSigner): string {
  return signNote(encodeCheckpoint({ origin: signer.name, size, root }), [signer]);
}

/**
 * Opens a signed checkpoint. The log's own key must have signed it, whatever witnesses did; each signature of a
 * known witness must be good, and the caller decides how many are enough.
 * @param logKey of type `note`, from elsewhere than the checkpoint
 * @throws TlogError as `openNote` and `parseCheckpoint`; `wrong-origin` when origin and key name differ;
 * `bad-key` when the log's key is a witness's
 */
export function openCheckpoint(
  note: string | Uint8Array,
  logKey: VerifierKey,
  witnesses: readonly VerifierKey[] = [],
): OpenedCheckpoint {
  if (logKey.type !== 'note') throw new TlogError('bad-key');
  const { text, signatures } = openNote(note, [logKey, ...witnesses]);
  if (!signatures.some(({ key }) => key === logKey)) throw new TlogError('unsigned-note');
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== logKey.name) throw new TlogError('wrong-origin');
  const cosignatures = signatures.flatMap(({ key, seconds }) =>
    seconds === undefined ? [] : [{ key, seconds }],
  );
  return { ...checkpoint, text, cosignatures };
}
