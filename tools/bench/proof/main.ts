import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../../build/build.ts';
import { Processes } from '../../processes/processes.ts';
import { stopOnSignals } from '../../processes/stop-on-signals.ts';
import { DATA } from '../../project.ts';
import { say, step, tellFailure } from '../../say.ts';
import { bringLedger } from '../kept-ledger/kept-ledger.ts';
import { measureProof, tellProof } from './measure-proof.ts';

/** The command `bench:proof`: how long it takes to prove that an entry is in a ledger of `--entries`. */
const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    proofs: { type: 'string', default: '1000' },
  },
});
const folder = join(DATA, 'bench');
mkdirSync(folder, { recursive: true });
const servers: Processes[] = [];
const stop = async () => {
  for (const processes of servers) await processes.stopAll();
};
stopOnSignals(stop, 130);

function begin(name: string): Processes {
  const processes = new Processes(join(folder, `${name}.processes`));
  servers.push(processes);
  return processes;
}

try {
  const making = begin('proof-ledger');
  await step('Build', () => build(making));
  await step('Ledger', () => bringLedger(Number(values.entries), making));
  await making.stopAll();
  // Started again, the server has nothing in its memory.
  const { environment } = await bringLedger(Number(values.entries), begin('proof'));
  const order = { proofs: Number(values.proofs), random: Math.random };
  say('Proof', tellProof(await measureProof(String(environment.DATABASE_URL), order)));
  say('Load', `${loadavg()[0]?.toFixed(2)} in the last minute, of this machine`);
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
} finally {
  await stop();
}
