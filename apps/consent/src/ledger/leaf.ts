import { commitTo, encodeLeaf } from '#libs/tlog';
import type { ActKind } from './act-payload.ts';

/** What stands at each index of the log. A leaf says nothing about a resident (ledger.md, "Leaf"). */
export type LeafKind = 'genesis' | 'notice' | 'consent' | ActKind;

/** The first leaf: it binds the log to its name, so that no database is continued under another one. */
export function genesisLeaf(origin: string): Buffer {
  return encodeLeaf({ k: 'genesis', origin, v: 1 });
}

/** Notices are public, so the leaf names the hash of the words itself. */
export function noticeLeaf(sha256: string): Buffer {
  return encodeLeaf({ k: 'notice', sha256, v: 1 });
}

/**
 * The leaf of everything else: its kind, and a commitment to what is in `records`.
 * @param salt 32 random octets of this event alone.
 */
export function committedLeaf(kind: 'consent' | ActKind, payload: string, salt: Buffer): Buffer {
  return encodeLeaf({ c: commitTo(payload, salt).toString('base64'), k: kind, v: 1 });
}
