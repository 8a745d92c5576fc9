import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { RecordFacts } from './record-facts.ts';
import { NotYet, SizeGone, type WantedExport } from './write-export.ts';

/** What the process has to make. It holds a password, so it goes through a pipe and never into arguments or environment. */
export interface ExportOrder {
  path: string;
  row: WantedExport;
  databaseUrl: string;
  origin: string;
  facts: RecordFacts;
  logLevel: string;
}

export interface MadeFile {
  fileName: string;
  octets: number;
  sha256: string;
}

/** What the process says, one JSON text a line. */
export type ExportWord =
  | { kind: 'progress'; done: number; all: number }
  | ({ kind: 'made' } & MadeFile)
  | { kind: 'refused'; by: 'NotYet' | 'SizeGone' }
  | { kind: 'failed'; error: string };

/** Run from the source, as tests do, the built program is called: Node alone cannot read decorators. */
const FOLDER = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../../../../dist/apps/consent/src/exports')
  : import.meta.dirname;

/**
 * A million entries take half a minute of one core, and Node lets rubbish pile up to hundreds of megabytes when it may: so a process
 * of its own makes the file, with a small heap, while the service goes on answering.
 */
export const EXPORT_ARGUMENTS = [
  '--max-semi-space-size=8',
  '--max-old-space-size=160',
  join(FOLDER, 'export-program.js'),
];

/**
 * Makes one file in a process of its own; when this one ends, even by a kill, the pipe closes and the other ends too.
 * @param signal ends it early.
 * @throws NotYet, SizeGone as `writeExport`; Error when the process ended without a file.
 */
export async function makeInProcess(
  order: ExportOrder,
  tell: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<MadeFile> {
  const child = spawn(process.execPath, EXPORT_ARGUMENTS, { stdio: ['pipe', 'pipe', 'inherit'], signal });
  const ended = once(child, 'close');
  ended.catch(() => undefined);
  // Of a process that could not take its order we hear by its end.
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(order)}\n`);
  try {
    for await (const word of wordsOf(child)) {
      if (word.kind === 'made') return word;
      if (word.kind === 'refused') throw word.by === 'NotYet' ? new NotYet() : new SizeGone();
      if (word.kind === 'failed') throw named(word.error);
      tell(word.done, word.all);
    }
    throw new Error('the process that makes an export ended without a file');
  } finally {
    child.stdin.end();
    await ended.catch(() => undefined);
  }
}

async function* wordsOf({
  stdout,
}: ChildProcessByStdio<Writable, Readable, null>): AsyncGenerator<ExportWord> {
  for await (const line of createInterface({ input: stdout })) yield JSON.parse(line) as ExportWord;
}

/** Only the name crosses the pipe: a message may quote a value. The process itself has noted where it happened. */
function named(name: string): Error {
  return Object.assign(new Error('the process that makes an export failed'), { name });
}
