import { createHash } from 'node:crypto';
import {
  type Checkpoint,
  leafHash,
  openNote,
  parseCheckpoint,
  TlogError,
  type VerifierKey,
  verifyInclusion,
} from '#libs/tlog';
import { readPayload } from '../ledger/consent-payload.ts';
import { strangeDetail } from '../receipts/receipt-details.ts';
import { opensLeaf, type Receipt, readReceipt } from '../receipts/receipt-file.ts';

/** In this order; the first that fails ends the check. */
export const checkSteps = ['format', 'signature', 'inclusion', 'opening', 'ledger'] as const;
export type CheckStep = (typeof checkSteps)[number];

/** Why a step failed. `too-large` and `format` are of the first step, and so on in the order of the steps. */
export type CheckFault =
  | 'too-large'
  | 'format'
  | 'unsigned'
  | 'signature'
  | 'inclusion'
  | 'opening'
  | 'detail'
  | 'words'
  | 'missing'
  | 'rewritten';

/** What was found: where it failed, or what holds. */
export type ReceiptCheck =
  | { failed: CheckStep; fault: Exclude<CheckFault, 'detail'> }
  /** `detail` is its kind as the file has it, which may be anything. */
  | { failed: 'opening'; fault: 'detail'; detail: string }
  | { failed?: undefined; receipt: Receipt; checkpoint: Checkpoint; witnesses: string[] };

export interface CheckKeys {
  /** All that ever signed for this ledger. */
  log: readonly VerifierKey[];
  witnesses: readonly VerifierKey[];
}

/** Everything that can be checked without the ledger. It answers whatever it is given, and raises nothing. */
export function checkReceipt(text: string | Uint8Array, keys: CheckKeys): ReceiptCheck {
  const receipt = tried(() => readReceipt(text));
  if (receipt instanceof TlogError) return { failed: 'format', fault: 'format' };
  const opened = tried(() => openedCheckpoint(receipt.checkpoint, keys));
  if (opened instanceof TlogError) {
    const isUnsigned = opened.code === 'unsigned-note' || opened.code === 'wrong-origin';
    return { failed: 'signature', fault: isUnsigned ? 'unsigned' : 'signature' };
  }
  const { index, hashes, opening } = receipt;
  const leaf = { index, hash: leafHash(opening.leaf) };
  if (!verifyInclusion(leaf, opened.checkpoint, hashes)) return { failed: 'inclusion', fault: 'inclusion' };
  if (!opensLeaf(opening)) return { failed: 'opening', fault: 'opening' };
  const detail = strangeDetail(readPayload(opening.payload), opening.details);
  if (detail !== undefined) return { failed: 'opening', fault: 'detail', detail };
  if (!holdsItsWords(receipt)) return { failed: 'opening', fault: 'words' };
  return { receipt, ...opened };
}

function openedCheckpoint(note: string, { log, witnesses }: CheckKeys) {
  const { text, signatures } = openNote(note, [...log, ...witnesses]);
  const signers = signatures.map(({ key }) => key);
  const checkpoint = parseCheckpoint(text);
  if (!log.some((key) => signers.includes(key))) throw new TlogError('unsigned-note');
  if (!log.some(({ name }) => name === checkpoint.origin)) throw new TlogError('wrong-origin');
  return {
    checkpoint,
    witnesses: witnesses.filter((key) => signers.includes(key)).map(({ name }) => name),
  };
}

/** Words in the file are those that the payload names, and no others: nothing else vouches for them. */
function holdsItsWords({ opening: { payload, notices } }: Receipt): boolean {
  const { topics } = readPayload(payload);
  const named = new Set(Array.isArray(topics) ? topics.map(({ notice }) => notice) : []);
  return Object.entries(notices).every(
    ([hash, words]) => named.has(hash) && createHash('sha256').update(words).digest('hex') === hash,
  );
}

function tried<T>(step: () => T): T | TlogError {
  try {
    return step();
  } catch (error) {
    if (error instanceof TlogError) return error;
    throw error;
  }
}
