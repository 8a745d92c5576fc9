import { commitTo, commitToDetail, Frontier, type JsonObject, leafHash, parseLeaf } from '#libs/tlog';
import { commitmentsIn, type Detail } from '../details/detail.ts';

/** One entry with everything that stands beside it, as stored. */
export interface WalkedEntry {
  index: number;
  entry: Buffer;
  hash: Buffer;
  payload: string | null;
  salt: Buffer | null;
  details: readonly Detail[];
  /** Of the checkpoint that ends with this entry, if one does. */
  root: Buffer | null;
  /** The checkpoint that was signed at this size, if one was. */
  signed: { root: Buffer; note: string } | null;
}

/** What does not agree, as a word and where. */
export interface Finding {
  what: 'gap' | 'hash' | 'commitment' | 'detail' | 'root' | 'signed' | 'notice' | 'tile';
  index: number;
}

/**
 * Goes over a ledger from its first entry: no gap, each hash that of its entry, each opening that of its commitment, and
 * each size and root that was ever published following from the entries alone. Nothing that was derived is relied on.
 */
export class Walk {
  #tree = Frontier.empty;

  /** How many entries it went over. */
  get checked(): number {
    return this.#tree.size;
  }

  /** @returns the first thing that does not agree. */
  take(entry: WalkedEntry): Finding | undefined {
    const { index } = entry;
    if (index !== this.#tree.size) return { what: 'gap', index: this.#tree.size };
    const hash = leafHash(entry.entry);
    if (!hash.equals(entry.hash)) return { what: 'hash', index };
    if (!opens(entry)) return { what: 'commitment', index };
    if (!detailsOpen(entry)) return { what: 'detail', index };
    this.#tree = this.#tree.append([hash]);
    const root = this.#tree.root();
    if (entry.root && !entry.root.equals(root)) return { what: 'root', index };
    if (entry.signed && !isSigned(entry.signed, this.#tree.size, root)) return { what: 'signed', index };
    return undefined;
  }
}

/** A note of C2SP tlog-checkpoint has size and root in its second and third line. Who signed it is the holders' to check. */
function isSigned({ root: told, note }: { root: Buffer; note: string }, size: number, root: Buffer): boolean {
  const [, notedSize, notedRoot] = note.split('\n');
  return told.equals(root) && notedSize === String(size) && notedRoot === root.toString('base64');
}

/** What was erased opens nothing any more, and that is right. */
function opens({ entry, payload, salt }: WalkedEntry): boolean {
  if (payload === null || salt === null) return true;
  return parseLeaf(entry).c === commitTo(payload, salt).toString('base64');
}

/** A detail that was deleted opens nothing any more, and that is right; one that the payload does not know is not. */
function detailsOpen({ payload, details }: WalkedEntry): boolean {
  if (details.length === 0) return true;
  if (payload === null) return false;
  const commitments = commitmentsIn(JSON.parse(payload) as JsonObject);
  return details.every(
    (detail) => commitments.get(detail.kind) === commitToDetail(detail, detail.salt).toString('base64'),
  );
}
