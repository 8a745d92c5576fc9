import 'reflect-metadata';
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

// `npm run chaos:delivery`: the whole ordeal takes some minutes; with smaller numbers it is as short as wanted.
const { values } = parseArgs({
  options: {
    residents: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '40' },
    crashes: { type: 'string', default: '4' },
    flushes: { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const folder = join(DATA, 'chaos', `delivery-${process.pid}`);
mkdirSync(folder, { recursive: true });
const processes = new Processes(join(folder, 'chaos.processes'));
stopOnSignals(() => processes.stopAll(), 130);
say('Seed', `${values.seed} (the same again with --seed ${values.seed})`);
try {
  const installation = await openInstallation(folder, processes);
  const seed = Number(values.seed);
  const settings = Object.fromEntries(values.set.map((text) => text.split(/=(.*)/s).slice(0, 2)));
  const order = { residents: Number(values.residents), seed, settings, random: seededRandom(seed) };
  const blows = {
    kills: Number(values.kills),
    crashes: Number(values.crashes),
    flushes: Number(values.flushes),
  };
  const { faults, mails, repeats } = await ordeal(installation, { ...order, ...blows }, processes);
  for (const fault of faults.slice(0, 20)) say('FAULT', fault);
  say('Mails', `${mails} were taken, ${repeats} of them were taken before`);
  say(
    'Result',
    faults.length === 0
      ? 'everyone is accounted for, nobody was mailed who had left, no repeat but what was on the wire'
      : `${faults.length} faults; everything is in ${folder}`,
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
