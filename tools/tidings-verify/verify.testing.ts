import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifierKey } from '../../apps/consent/src/packages/package.testing.ts';
import { type FaultCode, STEPS, type Step } from './src/codes.ts';
import type { Place } from './src/fault.ts';
import { readVerifierKey, type VerifierKey } from './src/note.ts';
import { type Outcome, type Request, verify } from './src/verify.ts';

export function keyOf(fill?: number): VerifierKey {
  const key = readVerifierKey(verifierKey(fill));
  if (!key) throw new Error('the test key is none');
  return key;
}

export function check(path: string, own: Partial<Request> = {}): Outcome & { exit: number } {
  const outcome = verify({ package: path, keys: [keyOf()], knownCheckpoints: [], sendManifests: [], ...own });
  return { ...outcome, exit: outcome.report.exitCode() };
}

/** What was found, as `step: code [record] [detail]`. */
export function faultsOf({ report }: Outcome): string[] {
  const shown = (step: Step, code: FaultCode, { record, detail }: Place) =>
    [`${step}: ${code}`, record, detail].filter((part) => part !== undefined).join(' ');
  return STEPS.flatMap((step) =>
    report.steps[step].faults.map(({ code, ...place }) => shown(step, code, place)),
  );
}

export function gapsOf({ report }: Outcome): string[] {
  return STEPS.flatMap((step) =>
    report.steps[step].gaps.map(({ code, count }) => `${step}: ${code} × ${count}`),
  );
}

export interface TestFiles {
  file(name: string): string;
  /** Writes a file, e.g. a checkpoint or another package. @returns its path. */
  write(content: string | Uint8Array): string;
  /** Another package, out of one that was changed. */
  changed(path: string, change: (bytes: Buffer) => Buffer): string;
  remove(): void;
}

export function testFiles(): TestFiles {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-verify-'));
  let written = 0;
  const write = (content: string | Uint8Array) => {
    written += 1;
    const path = join(folder, `file-${written}`);
    writeFileSync(path, content);
    return path;
  };
  return {
    file: (name) => join(folder, name),
    write,
    changed: (path, change) => write(change(Buffer.from(readFileSync(path)))),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
