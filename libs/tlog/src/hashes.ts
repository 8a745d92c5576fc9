import { hash } from 'node:crypto';
import { TlogError } from './tlog-error.ts';

/** Length of every hash in the log, in bytes (SHA-256). */
export const HASH_BYTES = 32;

/** Returns the 32-byte SHA-256. */
// One-shot hashing to a one-byte-per-character string costs less than half of hashing to a Buffer (Node 24).
export function sha256(data: Uint8Array): Buffer {
  return Buffer.from(hash('sha256', data, 'binary'), 'latin1');
}

// Hashing is synchronous, so one block can serve every node: 0x01, left, right.
const nodeBlock = Buffer.alloc(1 + 2 * HASH_BYTES, 0x01);

/** Returns the root of a tree without leaves, SHA-256(""). RFC 6962 section 2.1. */
export function emptyRoot(): Buffer {
  return sha256(new Uint8Array());
}

/** Returns the 32-byte hash of an entry as a leaf, SHA-256(0x00 ‖ entry). RFC 6962 section 2.1. */
export function leafHash(entry: Uint8Array): Buffer {
  const block = Buffer.alloc(1 + entry.length);
  block.set(entry, 1);
  return sha256(block);
}

/**
 * Returns the 32-byte hash of an inner node, SHA-256(0x01 ‖ left ‖ right). RFC 6962 section 2.1.
 * @throws TlogError `bad-hash` when a child does not have 32 bytes
 */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeBlock.set(checkHash(left), 1);
  nodeBlock.set(checkHash(right), 1 + HASH_BYTES);
  return sha256(nodeBlock);
}

/**
 * Returns the root of a perfect tree from the hashes of one of its rows, concatenated: 32 bytes × a power of two,
 * such as a full tile of 256. The row is not changed.
 * @throws TlogError `bad-hash` for any other length
 */
export function perfectRoot(row: Uint8Array): Buffer {
  const nodes = Buffer.from(row);
  let count = nodes.length / HASH_BYTES;
  if (!(count >= 1 && Number.isInteger(Math.log2(count)))) throw new TlogError('bad-hash');
  for (count /= 2; count >= 1; count /= 2) {
    for (let node = 0; node < count; node += 1) {
      nodes.copy(nodeBlock, 1, node * 2 * HASH_BYTES, (node + 1) * 2 * HASH_BYTES);
      nodes.write(hash('sha256', nodeBlock, 'binary'), node * HASH_BYTES, 'latin1');
    }
  }
  // A copy, so that keeping 32 bytes does not keep the whole row in memory.
  return Buffer.from(nodes.subarray(0, HASH_BYTES));
}

/** Returns the hash it was given. @throws TlogError `bad-hash` unless it has exactly 32 bytes */
export function checkHash<T extends Uint8Array>(candidate: T): T {
  if (candidate.length !== HASH_BYTES) throw new TlogError('bad-hash');
  return candidate;
}

/** True when both are the same bytes. Hashes of the log are public, so the time it takes may differ. */
export function isSameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === HASH_BYTES && Buffer.compare(one, other) === 0;
}
