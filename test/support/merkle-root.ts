import { createHash } from 'node:crypto';

/** RFC 6962, section 2.1, written as it stands there: nothing of the product is used. */
export function merkleRoot(entries: Buffer[]): Buffer {
  return rootOf(entries.map(leafHash));
}

export function leafHash(entry: Buffer): Buffer {
  return sha256(Buffer.from([0]), entry);
}

function rootOf(leaves: Buffer[]): Buffer {
  const [first, ...more] = leaves;
  if (!first) return sha256();
  if (more.length === 0) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.from([1]), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
