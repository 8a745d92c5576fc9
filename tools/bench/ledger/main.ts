import { mkdirSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Installation, openInstallation } from '../../installation/installation.ts';
import { Processes } from '../../processes/processes.ts';
import { stopOnSignals } from '../../processes/stop-on-signals.ts';
import { DATA } from '../../project.ts';
import { say, tellFailure } from '../../say.ts';
import { measurePackage, tellPackage } from '../package/measure-package.ts';
import { measureProof, tellProof } from '../proof/measure-proof.ts';
import { type Figures, measureCorridor } from './corridor.ts';
import { measureDrain } from './drain.ts';

// `npm run bench:ledger`: the ledger's whole way, then a backlog, then proofs and a package of what it became. With smaller
// numbers it is as short as wanted.
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    writers: { type: 'string', default: '64' },
    backlog: { type: 'string', default: '1000000' },
  },
});
let running: Processes | undefined;
stopOnSignals(async () => running?.stopAll(), 130);

say('Machine', `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; all on it`);
try {
  const order = { events: Number(values.events), writers: Number(values.writers) };
  if (order.events > 0)
    await on('corridor', async (installation, processes) => {
      tell('Corridor', await measureCorridor(installation, processes, order));
    });
  const backlog = Number(values.backlog);
  if (backlog > 0) await on('drain', (installation) => drainAndProve(installation, backlog));
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
} finally {
  await running?.stopAll();
}
process.exit();

async function drainAndProve(installation: Installation, backlog: number): Promise<void> {
  tell('Drain', await measureDrain(installation, backlog));
  say(
    'Proof',
    tellProof(await measureProof(installation.databaseUrl('consent'), { proofs: 1000, random: Math.random })),
  );
  const environment = await installation.environment('consent');
  const measured = await measurePackage(join(installation.folder, 'package.zip'), environment);
  for (const [name, text] of tellPackage(measured)) say(name, text);
}

async function on(name: string, work: (installation: Installation, processes: Processes) => Promise<void>) {
  const folder = join(DATA, 'bench', `${name}-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const processes = new Processes(join(folder, 'bench.processes'));
  running = processes;
  const installation = await openInstallation(folder, processes);
  await work(installation, processes);
  await installation.close();
}

function tell(name: string, { events, seconds, perSecond, microsecondsPerEvent, ...more }: Figures): void {
  const others = Object.entries(more as Record<string, number>).map(
    ([what, value]) => `, ${what} ${value.toFixed(0)}`,
  );
  say(
    name,
    `${events} events in ${seconds.toFixed(1)} s: ${perSecond.toFixed(0)} a second${others.join('')}`,
  );
  const cpu = Object.entries(microsecondsPerEvent).map(([process, used]) => `${process} ${used.toFixed(0)}`);
  say(
    '',
    `processor time for one event in microseconds: ${cpu.join(', ')}; load ${loadavg()[0]?.toFixed(1)}`,
  );
}
