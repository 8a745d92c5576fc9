import * as crypto from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Archive } from './archive.ts';
import { Fault } from './fault.ts';

const PIECE_BYTES = 1 << 20;
const LIST_LINE_MAX_BYTES = 256;

/** A list of a dispatch's deliveries, which is read in pieces: it may have millions of lines. */
export interface SendList {
  file: string;
  /** Of the package, or given beside it. */
  isGiven: boolean;
  /** @throws Fault before the first line unless the list has its hash, or when a line does not end. */
  lines(): Iterable<string>;
}

/** Lists of deliveries by their SHA-256: those of the package, and those that were given. */
export function sendLists(archive: Archive, given: string[]): Map<string, SendList> {
  const lists = new Map<string, SendList>();
  for (const file of given) {
    const pieces = () => piecesOf(file);
    lists.set(hashOfPieces(pieces()), { file, isGiven: true, lines: () => linesOfPieces(pieces(), file) });
  }
  for (const file of archive.files.keys()) {
    const [, hash] = /^data\/sends\/([0-9a-f]{64})\.txt$/.exec(file) ?? [];
    if (hash === undefined) continue;
    const pieces = () => archive.read(file);
    const lines = function* () {
      if (hashOfPieces(pieces()) !== hash) throw new Fault('send-list-differs', { file });
      yield* linesOfPieces(pieces(), file);
    };
    lists.set(hash, { file, isGiven: false, lines });
  }
  return lists;
}

function hashOfPieces(pieces: Iterable<Buffer>): string {
  const hash = crypto.createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function* linesOfPieces(pieces: Iterable<Buffer>, file: string): Generator<string> {
  let rest = '';
  for (const piece of pieces) {
    const lines = (rest + piece.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LIST_LINE_MAX_BYTES) throw new Fault('file-malformed', { file });
    yield* lines;
  }
  if (rest !== '') throw new Fault('file-malformed', { file });
}

function* piecesOf(path: string): Generator<Buffer> {
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const piece = Buffer.alloc(PIECE_BYTES);
      const read = readSync(descriptor, piece);
      if (read === 0) return;
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(descriptor);
  }
}
