import { rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../build/build.ts';
import { Processes } from '../../processes/processes.ts';
import { stopOnSignals } from '../../processes/stop-on-signals.ts';
import { DATA } from '../../project.ts';
import { say, step, tellFailure } from '../../say.ts';
import { bringLedger } from '../kept-ledger/kept-ledger.ts';
import { measurePackage, tellPackage } from './measure-package.ts';

/** The command `bench:package`: how long a package of `--entries` takes to make and to check, and how much memory. */
const { values } = parseArgs({ options: { entries: { type: 'string', default: '1000000' } } });
const folder = join(DATA, 'bench');
const processes = new Processes(join(folder, 'package.processes'));
stopOnSignals(() => processes.stopAll(), 130);
try {
  await step('Build', () => build(processes));
  const { environment } = await step('Ledger', () => bringLedger(Number(values.entries), processes));
  const path = join(folder, 'package.zip');
  rmSync(path, { force: true });
  const measured = await measurePackage(path, environment);
  for (const [name, text] of tellPackage(measured)) say(name, text);
  say('Load', `${loadavg()[0]?.toFixed(2)} in the last minute, of this machine`);
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
} finally {
  await processes.stopAll();
}
