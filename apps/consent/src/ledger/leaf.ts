import { commitTo, encodeLeaf } from '#libs/tlog';

/** What stands at each index of the log. A leaf says nothing about a resident (ledger.md, "Leaf"). */
export type LeafKind = 'genesis' | 'notice' | 'consent';

/** The first leaf: it binds the log to its name, so that no database is continued under another one. */
export function genesisLeaf(origin: string): Buffer {
  return encodeLeaf({ k: 'genesis', origin, v: 1 });
}

/** Notices are public, so the leaf names the hash of the words itself. */
export function noticeLeaf(sha256: string): Buffer {
  return encodeLeaf({ k: 'notice', sha256, v: 1 });
}

/** @param salt 32 random octets of this event alone. */
export function consentLeaf(payload: string, salt: Buffer): Buffer {
  return encodeLeaf({ c: commitTo(payload, salt).toString('base64'), k: 'consent', v: 1 });
}
