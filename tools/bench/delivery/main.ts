import { mkdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { openInstallation } from '../../installation/installation.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import { Processes } from '../../processes/processes.ts';
import { stopOnSignals } from '../../processes/stop-on-signals.ts';
import { DATA } from '../../project.ts';
import { say, tellFailure } from '../../say.ts';
import { foundCity } from './city.ts';
import { readOptions } from './options.ts';
import { measureSizes } from './sizes.ts';

// `npm run bench:delivery`: an announcement to so many residents, from its release to its statement. CONTRIBUTING.md names the options.
const folder = join(DATA, 'bench', `delivery-${process.pid}`);
mkdirSync(folder, { recursive: true });
const processes = new Processes(join(folder, 'bench.processes'));
stopOnSignals(() => processes.stopAll(), 130);
try {
  const options = readOptions(process.argv.slice(2));
  say(
    'Machine',
    `${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; all on it`,
  );
  const installation = await openInstallation(folder, processes);
  const city = await foundCity(installation, processes);
  const faults = await asOwner(installation.ownerUrl, (owner) => measureSizes(city, owner, options));
  for (const fault of faults.slice(0, 20)) say('FAULT', fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
  if (faults.length === 0) await installation.close();
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
} finally {
  await processes.stopAll();
}
process.exit();
