import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes } from '../processes/processes.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { MODULES, ROOT } from '../project.ts';
import type { JestKind } from './selection.ts';
import { readReport, type Tally } from './tally.ts';

/** Jest should end as soon as its report is written; a test that left something open would keep it for ever. */
const PATIENCE_SECONDS = 15;

export interface JestOrder {
  kind: JestKind;
  /** Parts of paths and flags of Jest. */
  rest: string[];
  env: NodeJS.ProcessEnv;
  /** Where the report is written. */
  folder: string;
  /** Names the tests without running them. */
  listOnly: boolean;
}

/** Runs one kind and counts it. @returns how many tests were found. */
export async function runJest(order: JestOrder, processes: Processes, tally: Tally): Promise<number> {
  const { kind, rest, folder, listOnly } = order;
  const reportFile = join(folder, `${kind}.json`);
  const jest = await processes.start({
    name: `Jest (${kind})`,
    command: process.execPath,
    args: [
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
      join(MODULES, 'jest', 'bin', 'jest.js'),
      ...['--selectProjects', kind, '--passWithNoTests', '--json', `--outputFile=${reportFile}`],
      // Each file has its own database, its own Redis and a city of its own, and mostly waits: two at once are done in half the
      // time. Of those that only compute, one a core.
      `--maxWorkers=${kind === 'unit' ? '100%' : 2}`,
      ...rest,
      // No test has this name: Jest then finds all and runs none.
      ...(listOnly ? ['--testNamePattern=^(?!)'] : []),
    ],
    env: { ...order.env, NODE_ENV: 'test' },
    cwd: ROOT,
    output: 'inherit',
  });
  await Promise.race([jest.ended, waitUntil('the report', 86_400, () => existsSync(reportFile))]);
  const inTime = await waitUntil('Jest to end', PATIENCE_SECONDS, () => !jest.isRunning()).catch(() => false);
  await jest.stop();
  const before = tally.failed;
  const report = readReport(reportFile);
  const found = report ? tally.addReport(report) : 0;
  const { code } = await jest.ended;
  if (!inTime) tally.fail(`${kind}: Jest did not end by itself, a test left something open`);
  else if (code !== 0 && tally.failed === before) tally.fail(`${kind}: Jest ended with code ${code}`);
  return found;
}
