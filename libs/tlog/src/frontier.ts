import { checkHash, emptyRoot, HASH_BYTES, nodeHash } from './hashes.ts';
import { TlogError } from './tlog-error.ts';
import { isCount } from './tree.ts';

const SIZE_BYTES = 8;

/**
 * The least that is needed to continue a tree and to know its root: the roots of the perfect subtrees that a size
 * consists of (one for each 1 in its binary form), largest and leftmost first; at most 53 hashes. It never changes:
 * `append` returns the next one.
 */
export class Frontier {
  static readonly empty = new Frontier(0, []);

  readonly size: number;
  readonly hashes: readonly Uint8Array[];

  private constructor(size: number, hashes: readonly Uint8Array[]) {
    this.size = size;
    this.hashes = hashes;
  }

  /** @throws TlogError `bad-frontier` or `bad-hash` unless there is one hash of 32 bytes for each subtree of the size */
  static of(size: number, hashes: readonly Uint8Array[]): Frontier {
    if (!isCount(size) || hashes.length !== subtreeCount(size)) throw new TlogError('bad-frontier');
    return new Frontier(size, hashes.map(checkHash));
  }

  /**
   * Reads what `encode` wrote.
   * @throws TlogError `bad-frontier` for any other bytes
   */
  static parse(bytes: Uint8Array): Frontier {
    const buffer = Buffer.from(bytes);
    if (buffer.length < SIZE_BYTES) throw new TlogError('bad-frontier');
    const size = Number(buffer.readBigUInt64BE());
    if (!isCount(size) || buffer.length !== SIZE_BYTES + subtreeCount(size) * HASH_BYTES) {
      throw new TlogError('bad-frontier');
    }
    const hashes: Buffer[] = [];
    for (let at = SIZE_BYTES; at < buffer.length; at += HASH_BYTES)
      hashes.push(buffer.subarray(at, at + HASH_BYTES));
    return new Frontier(size, hashes);
  }

  /** Returns the only spelling of this frontier: the size as uint64, big-endian, then the hashes. */
  encode(): Buffer {
    const size = Buffer.alloc(SIZE_BYTES);
    size.writeBigUInt64BE(BigInt(this.size));
    return Buffer.concat([size, ...this.hashes]);
  }

  /**
   * Returns the frontier after these leaves, in their order.
   * @throws TlogError `bad-hash` when one has not 32 bytes, `bad-size` beyond 2^53 − 1 leaves
   */
  append(leafHashes: readonly Uint8Array[]): Frontier {
    if (!isCount(this.size + leafHashes.length)) throw new TlogError('bad-size');
    const hashes = [...this.hashes];
    let size = this.size;
    for (const leaf of leafHashes) {
      let root = checkHash(leaf);
      // As in a binary counter: each 1 at the end of the size is a subtree that is now complete.
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2)
        root = nodeHash(hashes.pop() as Uint8Array, root);
      hashes.push(root);
      size += 1;
    }
    return new Frontier(size, hashes);
  }

  /** Returns the 32-byte root of the tree; of a tree without leaves, SHA-256(""). */
  root(): Buffer {
    if (this.hashes.length === 0) return emptyRoot();
    return Buffer.from(this.hashes.reduceRight((right, left) => nodeHash(left, right)));
  }
}

function subtreeCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
