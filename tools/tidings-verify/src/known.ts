import { readFileSync } from 'node:fs';
import type { Archive } from './archive.ts';
import { Fault } from './fault.ts';
import { type Checkpoint, NOTE_MAX_BYTES, openCheckpoint, readCheckpoint, type VerifierKey } from './note.ts';
import type { Report } from './report.ts';
import type { Request } from './verify.ts';
import type { Witnesses } from './witnesses.ts';

/** By size, the roots that the log is known to have had. */
export type Known = Map<number, { root: Buffer; file: string }[]>;

interface KnownOptions {
  request: Request;
  checkpoint: Checkpoint;
  report: Report;
  witnesses: Witnesses;
}

/** Roots that this log had at other sizes, as the package says and as others kept them. */
export function knownRoots(
  archive: Archive,
  { request, checkpoint, report, witnesses }: KnownOptions,
): Known {
  const known: Known = new Map();
  const remember = ({ origin, size, root }: Checkpoint, file: string, note?: Buffer) => {
    if (origin !== checkpoint.origin) return report.fault('consistency', 'origin-differs', { file });
    if (size > checkpoint.size) return report.gap('consistency', 'known-is-newer');
    report.count('consistency', 'checkpoints');
    known.set(size, [...(known.get(size) ?? []), { root, file }]);
    if (note) witnesses.take(note, { origin, size, root }, file);
  };
  for (const file of archive.files.keys()) {
    if (!file.startsWith('data/checkpoints/')) continue;
    report.attempt('consistency', () => {
      const note = archive.readWhole(file, NOTE_MAX_BYTES);
      const earlier = openEarlier(note, { keys: request.keys, file, report });
      if (earlier && file !== `data/checkpoints/${earlier.size}`) throw new Fault('size-differs', { file });
      if (earlier) remember(earlier, file, note);
    });
  }
  for (const file of request.knownCheckpoints) {
    report.attempt('consistency', () => {
      const kept = readFileSync(file);
      // Three lines that somebody noted are as good as a signed note: it is their own word against the package.
      const isBare = !kept.includes('\n\n');
      if (isBare) remember(readCheckpoint(kept.toString('utf8'), file), file);
      else remember(openCheckpoint(kept, request.keys, file), file, kept);
    });
  }
  return known;
}

/** Keys change: an earlier one may be unknown to whoever checks. */
function openEarlier(
  note: Buffer,
  { keys, file, report }: { keys: VerifierKey[]; file: string; report: Report },
) {
  try {
    return openCheckpoint(note, keys, file);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'key-did-not-sign') throw error;
    report.gap('consistency', 'earlier-key-unknown');
    return undefined;
  }
}
