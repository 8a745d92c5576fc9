import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openInstallation } from '../../installation/installation.ts';
import { Processes } from '../../processes/processes.ts';
import { stopOnSignals } from '../../processes/stop-on-signals.ts';
import { DATA } from '../../project.ts';
import { say, tellFailure } from '../../say.ts';
import { seededRandom } from '../random.ts';
import { ordeal } from './ordeal.ts';

// `npm run chaos:ledger`: the whole ordeal takes some minutes; with --steps and --kills it is as short as wanted.
const { values } = parseArgs({
  options: {
    steps: { type: 'string' },
    kills: { type: 'string', default: '40' },
    crashes: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const folder = join(DATA, 'chaos', String(process.pid));
mkdirSync(folder, { recursive: true });
const processes = new Processes(join(folder, 'chaos.processes'));
stopOnSignals(() => processes.stopAll(), 130);
say('Seed', `${values.seed} (the same again with --seed ${values.seed})`);
try {
  const installation = await openInstallation(folder, processes);
  const { faults, notReached, entries, events, checkpoints } = await ordeal(installation, {
    ...(values.steps !== undefined && { steps: Number(values.steps) }),
    kills: Number(values.kills),
    crashes: Number(values.crashes),
    random: seededRandom(Number(values.seed)),
  });
  for (const step of notReached) say('Not reached', step);
  for (const fault of faults.slice(0, 20)) say('FAULT', fault);
  say('Ledger', `${entries} entries, ${events} consent events, ${checkpoints} checkpoints hold`);
  say(
    'Result',
    faults.length === 0 ? 'nothing was lost, nothing is there twice, no gap' : `${faults.length} faults`,
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
  if (faults.length === 0) await installation.close();
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
} finally {
  await processes.stopAll();
}
process.exit();
