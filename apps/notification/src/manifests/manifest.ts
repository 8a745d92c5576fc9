import { createHash } from 'node:crypto';

/** One delivery, as the manifest of its dispatch names it. */
export interface ManifestEntry {
  residentId: string;
  outcome: string;
  /** The ledger entry that was relied on. */
  ledgerIndex: string;
}

/** A line of the manifest. Its form never changes: the ledger holds hashes over it. */
export function manifestLine({ residentId, outcome, ledgerIndex }: ManifestEntry): string {
  return `${residentId} ${outcome} ${ledgerIndex}\n`;
}

/** @returns SHA-256 of the manifest, 64 hexadecimal digits. @param pages its entries by ascending resident id. */
export async function hashManifest(pages: AsyncIterable<ManifestEntry[]>): Promise<string> {
  const hash = createHash('sha256');
  for await (const page of pages) hash.update(page.map(manifestLine).join(''));
  return hash.digest('hex');
}
