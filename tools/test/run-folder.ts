import { existsSync, globSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ELSEWHERE } from '../postgres/place.ts';
import { identify } from '../processes/identity.ts';
import { endLeftovers, ownerOf } from '../processes/leftovers.ts';
import { DATA } from '../project.ts';

const HOMES = [join(DATA, 'test'), join(ELSEWHERE, 'test')];
const [HOME = ''] = HOMES;

/** A folder for this run alone: several runs may go on at the same time. */
export function makeRunFolder(): string {
  const folder = join(HOME, String(process.pid));
  mkdirSync(join(folder, 'logs'), { recursive: true });
  return folder;
}

/** The file in which a run, or a city that a test started, notes its processes. */
export function recordIn(folder: string, name: string): string {
  return join(folder, `${name}.processes`);
}

/** Ends what tests left running in this run. @returns the names of what was found. */
export async function endWhatTestsLeft(folder: string): Promise<string[]> {
  const records = globSync('*.processes', { cwd: folder }).filter((name) => name !== 'run.processes');
  const ended = await Promise.all(records.map((name) => endLeftovers(join(folder, name))));
  return ended.flat();
}

/** Removes the files of a run. @param keepLogs when something failed, somebody will want to read them. */
export function clearRun(folder: string, keepLogs: boolean): void {
  const name = folder.slice(HOME.length + 1);
  for (const home of HOMES)
    rmSync(join(home, name, keepLogs ? 'postgres' : ''), { recursive: true, force: true });
}

/** Tidies up after runs that were killed, and removes the logs that the last failed run kept. */
export async function clearOldRuns(): Promise<void> {
  for (const home of HOMES) {
    for (const name of namesIn(home)) {
      const folder = join(home, name);
      if (isGoingOn(folder, Number(name))) continue;
      // Jest first: while it lives it may start more.
      await endLeftovers(recordIn(folder, 'run'));
      await endWhatTestsLeft(folder);
      clearRun(join(HOME, name), false);
    }
  }
}

/** At its very beginning and end a run has a folder and no record. */
function isGoingOn(folder: string, pid: number): boolean {
  const record = recordIn(folder, 'run');
  return existsSync(record) ? ownerOf(record) !== undefined : identify(pid) !== undefined;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
