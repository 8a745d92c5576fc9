import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines } from '../processes/last-lines.ts';
import { stopOnSignals } from '../processes/stop-on-signals.ts';
import { ROOT } from '../project.ts';
import { StepFailed, say, tellFailure } from '../say.ts';
import { guardStart } from './guard.ts';
import { readStartSettings } from './settings.ts';
import { startAll } from './start-all.ts';
import { tellAddresses } from './tell-addresses.ts';

const ENV_FILE = join(ROOT, '.env');
if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);

try {
  const settings = readStartSettings(process.env);
  const processes = await guardStart(settings);
  stopOnSignals(async () => {
    console.log();
    say('Stopping', 'everything that was started here');
    await processes.stopAll();
    say('Stopped', 'its data stays in .data');
  }, 0);
  try {
    tellAddresses(await startAll(settings, processes));
    const ended = await processes.firstToEnd();
    const { code, signal } = await ended.ended;
    throw new StepFailed(
      `${ended.name} ended by itself with ${signal ?? `code ${code}`}`,
      'So everything else is stopped as well. Its last lines are above.',
      lastLines(ended.log),
    );
  } catch (error) {
    // Stopped halfway through: what broke off broke off because of that, and the signal's own end follows.
    if (processes.isStopping) await new Promise(() => undefined);
    // Told last: what else was just coming up still prints its lines.
    await processes.stopAll();
    tellFailure(error);
  }
} catch (error) {
  tellFailure(error);
}
process.exit(1);
