import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One erasure, as the journal keeps it: ids and a keyed hash, never an address. */
export interface ErasureEntry {
  readonly v: 1;
  readonly erasure_id: string;
  readonly erased_at: string;
  readonly resident_ids: readonly string[];
  /** Keyed hash of the normalised address, in base64. */
  readonly address_hash: string;
  readonly by: string;
  readonly reason: string;
}

/**
 * A file beside the database, in no backup of it: a restored database does not know whom was erased since, and this does.
 * One line of JSON for each erasure, durable before the erasure is. Whoever appends holds the ledger's lock.
 */
export class ErasureJournal {
  constructor(private readonly path: string | undefined) {}

  get isThere(): boolean {
    return this.path !== undefined;
  }

  /** @throws Error when there is no journal, or the line cannot be made durable: then nothing must be erased. */
  append(entry: ErasureEntry): void {
    if (this.path === undefined) throw new Error('ERASURE_JOURNAL_FILE is not set: nobody can be erased');
    mkdirSync(dirname(this.path), { recursive: true });
    const text = this.#text();
    const file = openSync(this.path, 'a', 0o600);
    try {
      // A line without its end was never acknowledged: whoever wrote it was killed, and erased nothing.
      ftruncateSync(file, Buffer.byteLength(wholeLines(text)));
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    syncFolder(dirname(this.path));
  }

  /** @throws Error when a whole line is not one of ours. */
  read(): ErasureEntry[] {
    return wholeLines(this.#text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line, at) => readEntry(line, at + 1));
  }

  #text(): string {
    if (this.path === undefined) return '';
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }
}

function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

function readEntry(line: string, number: number): ErasureEntry {
  try {
    const entry = JSON.parse(line) as ErasureEntry;
    if (entry.v === 1 && Array.isArray(entry.resident_ids) && typeof entry.erasure_id === 'string')
      return entry;
  } catch {
    // Said below, without the line.
  }
  throw new Error(`line ${number} of the erasure journal cannot be read`);
}

/** A new file is only there after a crash when its folder is durable too. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
