import { createHash } from 'node:crypto';

/** @returns SHA-256 of the manifest, 64 hexadecimal digits. @param pages its lines by ascending resident id. */
export async function hashManifest(pages: AsyncIterable<string>): Promise<string> {
  const hash = createHash('sha256');
  for await (const lines of pages) hash.update(lines);
  return hash.digest('hex');
}
