import { commitTo, Frontier, leafHash, parseLeaf } from '#libs/tlog';

/** One entry with everything that stands beside it, as stored. */
export interface WalkedEntry {
  index: number;
  entry: Buffer;
  hash: Buffer;
  payload: string | null;
  salt: Buffer | null;
  /** Of the checkpoint that ends with this entry, if one does. */
  root: Buffer | null;
}

/** What does not agree, as a word and where. */
export interface Finding {
  what: 'gap' | 'hash' | 'commitment' | 'root';
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
    if (index !== this.#tree.size) return { what: 'gap', index };
    const hash = leafHash(entry.entry);
    if (!hash.equals(entry.hash)) return { what: 'hash', index };
    if (!opens(entry)) return { what: 'commitment', index };
    this.#tree = this.#tree.append([hash]);
    if (entry.root && !entry.root.equals(this.#tree.root())) return { what: 'root', index };
    return undefined;
  }
}

/** What was erased opens nothing any more, and that is right. */
function opens({ entry, payload, salt }: WalkedEntry): boolean {
  if (payload === null || salt === null) return true;
  return parseLeaf(entry).c === commitTo(payload, salt).toString('base64');
}
