import { readFileSync } from 'node:fs';
import type { Archive } from './archive.ts';
import { Fault } from './fault.ts';
import { sha256 } from './hashes.ts';

const LIST_MAX_BYTES = 1 << 30;

/** Lists of deliveries by their SHA-256: those of the package, and those that were given. */
export function sendLists(archive: Archive, given: string[]): Map<string, () => Iterable<string>> {
  const split = (bytes: Buffer) => bytes.toString('latin1').split('\n').slice(0, -1);
  const lists = new Map<string, () => Iterable<string>>();
  for (const file of archive.files.keys()) {
    const [, hash] = /^data\/sends\/([0-9a-f]{64})\.txt$/.exec(file) ?? [];
    if (hash === undefined) continue;
    lists.set(hash, () => {
      const bytes = archive.readWhole(file, LIST_MAX_BYTES);
      if (sha256(bytes).toString('hex') !== hash) throw new Fault('file-changed', { file });
      return split(bytes);
    });
  }
  for (const file of given) {
    const bytes = readFileSync(file);
    lists.set(sha256(bytes).toString('hex'), () => split(bytes));
  }
  return lists;
}
