import type { HashTile } from '#libs/tlog';
import type { PackageRecord } from './package-record.ts';
import type { Scope } from './scope.ts';

/** A ledger at one size, as a package needs it. Everything comes in the order of the log, in pieces that fit in memory. */
export interface PackageSource {
  origin: string;
  size: number;
  /** The signed checkpoint of that size, verbatim. */
  checkpoint: string;
  scope: Scope;
  /** Signed checkpoints of smaller sizes, by size. */
  earlierCheckpoints(): AsyncIterable<{ size: number; note: string }>;
  /** All entries, 256 at a time; the last piece has the rest. */
  bundles(): AsyncIterable<Buffer[]>;
  /** All tiles, as wide as they were at that size, level by level. */
  tiles(): AsyncIterable<HashTile>;
  /** The entries that the scope opens, those that are public, and those whose opening was erased. */
  records(): AsyncIterable<PackageRecord[]>;
  /** The words of each notice that has an entry. */
  notices(): AsyncIterable<{ sha256: string; text: string }>;
  /** Lists of deliveries that the opened dispatches commit to, as far as the ledger of that size says they are kept. */
  sends(): AsyncIterable<{ sha256: string; lines: AsyncIterable<Uint8Array> }>;
}
