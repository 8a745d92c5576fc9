import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Processes } from '../processes/processes.ts';
import { stopOnSignals } from '../processes/stop-on-signals.ts';
import { say, tellFailure } from '../say.ts';
import { findChromium } from './chromium.ts';
import { runCheck } from './run-check.ts';
import { clearOldRuns, clearRun, endWhatTestsLeft, makeRunFolder, recordIn } from './run-folder.ts';
import { runJest } from './run-jest.ts';
import { HOW_TO_CHOOSE, readSelection, type Selection } from './selection.ts';
import { clearGivenServer, setUp } from './set-up.ts';
import { Tally } from './tally.ts';

await clearOldRuns();
const folder = makeRunFolder();
const processes = new Processes(recordIn(folder, 'run'));
const tally = new Tally();
const selection = readSelection(process.argv.slice(2));
stopOnSignals(stop, 130);

try {
  await runAll(selection);
} catch (error) {
  tellFailure(error);
  tally.fail('the set-up (above)');
}
await stop();
tellResult();
process.exit(tally.exitCode);

async function runAll({ checks, kinds, rest }: Selection): Promise<void> {
  for (const check of checks) await runCheck(check, processes, tally);
  const needsServers = kinds.some((kind) => kind !== 'unit');
  const env = { ...process.env, ...(needsServers ? await setUp(folder, processes, tally) : {}) };
  for (const kind of kinds) {
    const chromium = kind === 'page' ? await findChromium() : undefined;
    const listOnly = kind === 'page' && chromium === undefined;
    const order = { kind, rest, folder, listOnly, env: { ...env, TEST_CHROMIUM: chromium } };
    const found = await runJest(order, processes, tally);
    // With no path given, a kind without a test means that they were lost, not that all is well.
    if (found === 0 && rest.length === 0) tally.fail(`${kind}: no test was found`);
    for (const left of await endWhatTestsLeft(folder)) tally.fail(`${kind}: a test left ${left} running`);
  }
}

async function stop(): Promise<void> {
  await processes.stopAll();
  await endWhatTestsLeft(folder);
  await clearGivenServer();
  clearRun(folder, tally.failed > 0);
}

function tellResult(): void {
  for (const complaint of tally.complaints) say('FAILED', complaint);
  // With -t, all other tests are "skipped": naming them would bury the answer.
  const skipped = selection.rest.some((word) => word.startsWith('-t')) ? [] : tally.namesOfSkipped;
  for (const name of skipped) say('Skipped', name.slice(0, 160));
  const logs = join(folder, 'logs');
  if (existsSync(logs) && readdirSync(logs).length > 0) say('Logs', `of what failed are in ${logs}`);
  console.log(`\n  ${HOW_TO_CHOOSE}\n`);
  console.log(tally.toString());
}
