import { hashNode, sha256 } from './hashes.ts';

/** A tile holds the roots of eight levels: those of height 0, 8, 16 … stand in tiles of level 0, 1, 2 …. */
const TILE_HEIGHT = 8;

/** Grows a tree of RFC 6962 leaf by leaf, keeping one hash for each of its perfect subtrees. Hashes are latin1. */
export class Tree {
  #size = 0;
  readonly #subtrees: string[] = [];

  /** @param tell is given, in their order, the hashes that stand in tiles. */
  constructor(private readonly tell: (level: number, hash: string) => void) {}

  add(leaf: string): void {
    let [root, height] = [leaf, 0];
    this.tell(0, leaf);
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      root = hashNode(this.#subtrees.pop() as string, root);
      height += 1;
      if (height % TILE_HEIGHT === 0) this.tell(height / TILE_HEIGHT, root);
    }
    this.#subtrees.push(root);
    this.#size += 1;
  }

  /** The root as it is now. */
  root(): Buffer {
    let root = this.#subtrees.at(-1);
    if (root === undefined) return sha256();
    for (const left of this.#subtrees.slice(0, -1).reverse()) root = hashNode(left, root);
    return Buffer.from(root, 'latin1');
  }
}
