import { FACTS, type Facts, readFacts } from './accounts.ts';
import { Archive } from './archive.ts';
import { Fault } from './fault.ts';
import { knownRoots } from './known.ts';
import { checkManifest } from './manifest.ts';
import { type Checkpoint, NOTE_MAX_BYTES, openCheckpoint, type VerifierKey } from './note.ts';
import { Report } from './report.ts';
import { sendLists } from './send-lists.ts';
import { Walk } from './walk.ts';
import { type Witnessed, Witnesses } from './witnesses.ts';

const CHECKPOINT = 'data/log/checkpoint';

export interface Request {
  package: string;
  /** From elsewhere than the package; several after a key was changed. */
  keys: VerifierKey[];
  /** Files with checkpoints that somebody kept. */
  knownCheckpoints: string[];
  /** Keys of witnesses, from elsewhere than the package: who of them cosigned this log, and up to which size. */
  witnesses?: VerifierKey[];
  /** Files with lists of deliveries. */
  sendManifests: string[];
}

export interface Outcome {
  report: Report;
  checkpoint?: Checkpoint | undefined;
  scope?: Facts['scope'] | undefined;
  /** Of the witnesses that were asked for, those that cosigned this log. */
  witnessed?: Witnessed[];
}

/** Checks a package step by step. Whatever the package is, it answers with a report. */
export function verify(request: Request): Outcome {
  const report = new Report();
  const archive = report.attempt('manifest', () => Archive.open(request.package));
  if (!archive) return { report };
  try {
    checkManifest(archive, report);
    const checkpoint = report.attempt('signature', () => checkSignature(archive, request.keys));
    if (!checkpoint) return { report };
    report.conclude('signature');
    const facts = report.attempt('accounted', () => readFacts(archive));
    if (facts && facts.size !== checkpoint.size) report.fault('accounted', 'size-differs', { file: FACTS });
    if (facts && facts.origin !== checkpoint.origin)
      report.fault('accounted', 'origin-differs', { file: FACTS });
    const witnesses = new Witnesses(report, request.witnesses ?? []);
    const known = knownRoots(archive, { request, checkpoint, report, witnesses });
    report.attempt('consistency', () =>
      witnesses.take(archive.readWhole(CHECKPOINT, NOTE_MAX_BYTES), checkpoint, CHECKPOINT),
    );
    const witnessed = witnesses.finish();
    const sends = report.attempt('history', () => sendLists(archive, request.sendManifests)) ?? new Map();
    new Walk(archive, { checkpoint, facts, report, known, sends }).run();
    return { report, checkpoint, scope: facts?.scope, witnessed };
  } finally {
    archive.close();
  }
}

function checkSignature(archive: Archive, keys: VerifierKey[]): Checkpoint {
  const checkpoint = openCheckpoint(archive.readWhole(CHECKPOINT, NOTE_MAX_BYTES), keys, CHECKPOINT);
  if (checkpoint.size === 0) throw new Fault('note-malformed', { file: CHECKPOINT });
  return checkpoint;
}
