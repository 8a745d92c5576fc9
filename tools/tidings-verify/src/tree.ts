import { sha256 } from './encoding.ts';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export function hashLeaf(entry: Buffer): Buffer {
  return sha256(LEAF, entry);
}

/** Grows a tree of RFC 6962 leaf by leaf, keeping one hash for each of its perfect subtrees. */
export class Tree {
  #size = 0;
  readonly #subtrees: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  add(leaf: Buffer): void {
    let root = leaf;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      root = sha256(NODE, this.#subtrees.pop() as Buffer, root);
    }
    this.#subtrees.push(root);
    this.#size += 1;
  }

  /** The root as it is now. */
  root(): Buffer {
    let root = this.#subtrees.at(-1);
    if (!root) return sha256();
    for (const left of this.#subtrees.slice(0, -1).reverse()) root = sha256(NODE, left, root);
    return root;
  }
}

/** The root over the 256 hashes of a full tile. */
export function rootOfTile(hashes: Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < row.length; at += 2)
      above.push(sha256(NODE, row[at] as Buffer, row[at + 1] as Buffer));
    row = above;
  }
  return row[0] as Buffer;
}
