import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { FaultCode } from './codes.ts';
import { withDetails } from './details.ts';
import { fromCanonical, isFields, type JsonFields } from './encoding.ts';
import { Fault, type Place } from './fault.ts';
import { commitment, hashLeaf, hashNode, hashText } from './hashes.ts';
import { type Checkpoint, NOTE_MAX_BYTES, openCheckpoint, readCheckpoint } from './note.ts';
import { PROOF_HEADER, type Receipt, readReceipt } from './receipt-file.ts';
import { readLeaf } from './records.ts';
import type { Request } from './verify.ts';

/** In this order; the first that fails ends the check. */
export const RECEIPT_STEPS = ['format', 'signature', 'inclusion', 'opening', 'known'] as const;
export type ReceiptStep = (typeof RECEIPT_STEPS)[number];

export interface ReceiptOutcome {
  exit: 0 | 1 | 2;
  failed?: { step: ReceiptStep; code: FaultCode } & Place;
  /** Known checkpoints of another size: a receipt alone cannot be compared with them. */
  notCompared: number;
  checkpoint?: Checkpoint;
  receipt?: Receipt;
  /** The payload with the details that are in the receipt. */
  says?: JsonFields;
  /** Kinds of details that the payload commits to and that are not in the receipt. */
  absent?: string[];
}

/** Whether the file is a receipt, and no package: by its name, or by its first line. */
export function isReceipt(path: string): boolean {
  if (path.endsWith('.tlog-proof')) return true;
  try {
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(PROOF_HEADER.length);
      readSync(file, start);
      return start.toString('latin1') === PROOF_HEADER;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** Checks a receipt. Whatever the file is, it answers. */
export function verifyReceipt({ package: path, keys, knownCheckpoints }: Request): ReceiptOutcome {
  let step: ReceiptStep = 'format';
  try {
    if (statSync(path).size > NOTE_MAX_BYTES) throw new Fault('file-oversized', { file: path });
    const receipt = readReceipt(readFileSync(path));
    step = 'signature';
    const checkpoint = openCheckpoint(receipt.checkpoint, keys, path);
    step = 'inclusion';
    const leaf = readLeaf(receipt.leaf.toString('latin1'), receipt.index);
    if (!leadsTo(checkpoint, receipt)) throw new Fault('proof-differs');
    step = 'opening';
    if (!('commitment' in leaf) || commitment(receipt.payload, receipt.salt) !== leaf.commitment)
      throw new Fault('commitment-differs');
    const { payload: says, deleted: absent } = withDetails(
      fromCanonical(receipt.payload) ?? {},
      receipt.details,
      {},
    );
    checkWords(receipt);
    step = 'known';
    const compared = knownCheckpoints.filter((file) => isOfSameSize(checkpoint, file, keys));
    const notCompared = knownCheckpoints.length - compared.length;
    return { exit: notCompared > 0 ? 2 : 0, notCompared, checkpoint, receipt, says, absent };
  } catch (error) {
    // Whatever a hostile file brings about is a fault of the file: the verifier neither crashes nor accepts.
    const { code, place } = error instanceof Fault ? error : ({ code: 'unreadable', place: {} } as const);
    return { exit: 1, notCompared: 0, failed: { step, code, ...place } };
  }
}

/** RFC 9162, section 2.1.3.2, with numbers beyond 32 bits. */
function leadsTo({ size, root }: Checkpoint, { index, leaf, hashes }: Receipt): boolean {
  if (index >= size) return false;
  let [at, last, hash] = [index, size - 1, hashLeaf(leaf)];
  for (const sibling of hashes.map((each) => each.toString('latin1'))) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = hashNode(sibling, hash);
      while (at % 2 === 0 && at > 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = hashNode(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash === root.toString('latin1');
}

/** The words must be those that the payload names by their hashes. @throws Fault `notice-differs` */
function checkWords({ payload, notices }: Receipt): void {
  const topics = fromCanonical(payload)?.topics;
  const named = Array.isArray(topics) ? topics.map((topic) => isFields(topic) && topic.notice) : [];
  for (const [hash, words] of notices) {
    const isNamed = named.includes(hash);
    if (!isNamed || Buffer.from(hashText(words), 'latin1').toString('hex') !== hash)
      throw new Fault('notice-differs');
  }
}

/** @throws Fault `fork` when it has the same size and another root, or the file is no checkpoint of this log. */
function isOfSameSize(checkpoint: Checkpoint, file: string, keys: Request['keys']): boolean {
  const kept = readFileSync(file);
  const isBare = !kept.includes('\n\n');
  const known = isBare ? readCheckpoint(kept.toString('utf8'), file) : openCheckpoint(kept, keys, file);
  if (known.origin !== checkpoint.origin) throw new Fault('origin-differs', { file });
  if (known.size !== checkpoint.size) return false;
  if (!known.root.equals(checkpoint.root)) throw new Fault('fork', { file });
  return true;
}
