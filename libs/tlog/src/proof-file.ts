import { type OpenedCheckpoint, openCheckpoint } from './checkpoint.ts';
import { decodeBase64, encodeBase64, parseDecimal, readField, readText } from './encoding.ts';
import { encodeHashLines, parseHashLines, splitAtCheckpoint } from './hash-lines.ts';
import { verifyInclusion } from './inclusion.ts';
import { splitNote } from './note.ts';
import { TlogError } from './tlog-error.ts';
import { checkTreeSize } from './tree.ts';
import type { VerifierKey } from './verifier-key.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';

/** What a `.tlog-proof` file says: this leaf is in the log that has this checkpoint. */
export interface ProofFile {
  /** Index of the leaf, from 0. */
  readonly index: number;
  /** Inclusion proof of the leaf in the tree of the checkpoint, 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
  /** Anything else; nothing vouches for it. */
  readonly extra?: Uint8Array;
}

/**
 * Returns the text of a `.tlog-proof` file. C2SP tlog-proof.
 * @throws TlogError `bad-proof-file`, `bad-size`, `bad-hash`, `bad-text` or `bad-note`
 */
export function encodeProofFile(proof: ProofFile): string {
  checkTreeSize(proof.index);
  splitNote(proof.checkpoint);
  if (proof.extra?.length === 0) throw new TlogError('bad-proof-file', 'empty extra');
  const extra = proof.extra === undefined ? [] : [`extra ${encodeBase64(proof.extra)}`];
  return encodeHashLines([HEADER, ...extra, `index ${proof.index}`], proof, 'bad-proof-file');
}

/**
 * Reads a `.tlog-proof` file. Nothing is proved by that: `verifyProofFile` does.
 * @throws TlogError `bad-proof-file`; `bad-text`, `bad-number`, `bad-base64`, `bad-hash` or `bad-note` for a part
 */
export function parseProofFile(file: string | Uint8Array): ProofFile {
  const { lines, checkpoint } = splitAtCheckpoint(readText(file), 'bad-proof-file');
  const [header, ...fields] = lines;
  if (header !== HEADER) throw new TlogError('bad-proof-file');
  const extra = fields[0]?.startsWith('extra ') ? readExtra(fields.shift()) : undefined;
  const index = parseDecimal(readField(fields.shift(), 'index', 'bad-proof-file'));
  const hashes = parseHashLines(fields, 'bad-proof-file');
  splitNote(checkpoint);
  return { index, hashes, checkpoint, ...(extra && { extra }) };
}

/**
 * Checks the whole of a proof offline, and returns the checkpoint it leads to.
 * @param leafHash of the entry that the holder has, 32 bytes, from `leafHash`
 * @param keys the log's, and those of witnesses to be reported, all from elsewhere than the file
 * @throws TlogError as `openCheckpoint`; `proof-failed` when the leaf is not at that index of that tree
 */
export function verifyProofFile(
  { index, hashes, checkpoint }: ProofFile,
  leafHash: Uint8Array,
  keys: { readonly log: VerifierKey; readonly witnesses?: readonly VerifierKey[] },
): OpenedCheckpoint {
  const tree = openCheckpoint(checkpoint, keys.log, keys.witnesses);
  if (!verifyInclusion({ index, hash: leafHash }, tree, hashes)) throw new TlogError('proof-failed');
  return tree;
}

function readExtra(line: string | undefined): Buffer {
  const extra = decodeBase64(readField(line, 'extra', 'bad-proof-file'));
  if (extra.length === 0) throw new TlogError('bad-proof-file', 'empty extra');
  return extra;
}
