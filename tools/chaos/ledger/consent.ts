import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Installation } from '../../installation/installation.ts';
import type { Child } from '../../processes/child.ts';
import { StepFailed } from '../../say.ts';

const KILL_AT = pathToFileURL(join(import.meta.dirname, '..', 'kill-at.ts')).href;

/** As long as every step that is taken at all has been taken: those that the load reaches come in the first seconds; others come once a day. */
const NOTING_SECONDS = 8;
/** What a step's process waits for its end: no longer than the steps were looked for. */
const STEP_SECONDS = NOTING_SECONDS;

/** @returns every step of *consent* under load, as `kill-at.ts` names them. */
export async function findSteps(installation: Installation): Promise<string[]> {
  const file = join(installation.folder, 'steps.txt');
  const consent = await installation.start('consent', watching({ STEPS_FILE: file }));
  await pause(NOTING_SECONDS * 1000);
  consent.kill('SIGKILL');
  await consent.ended;
  return existsSync(file) ? [...new Set(readFileSync(file, 'utf8').trim().split('\n'))].sort() : [];
}

/** Runs *consent* until it kills itself there. @returns whether it came that far. */
export async function runUntil(
  installation: Installation,
  step: string,
  when: 'before' | 'after',
): Promise<boolean> {
  const consent = await startOrDie(installation, watching({ KILL_AT: step, KILL_WHEN: when }));
  if (!consent) return true;
  const wasKilled = await Promise.race([consent.ended.then(() => true), pause(STEP_SECONDS * 1000, false)]);
  if (!wasKilled) await consent.stop();
  return wasKilled;
}

/** @returns undefined when it ended while it started, as it may when it is killed or the database is away. */
export async function startOrDie(
  installation: Installation,
  settings: NodeJS.ProcessEnv = {},
): Promise<Child | undefined> {
  return installation.start('consent', { REPUBLISH_SECONDS: '5', ...settings }).catch((error: unknown) => {
    if (error instanceof StepFailed) return undefined;
    throw error;
  });
}

function watching(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--import ${KILL_AT}`, LOG_LEVEL: 'warn', ...settings };
}
