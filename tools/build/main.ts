import { join } from 'node:path';
import { Processes } from '../processes/processes.ts';
import { stopOnSignals } from '../processes/stop-on-signals.ts';
import { DATA } from '../project.ts';
import { step, tellFailure } from '../say.ts';
import { build } from './build.ts';

const processes = new Processes(join(DATA, `build-${process.pid}.processes`));
stopOnSignals(() => processes.stopAll(), 130);
try {
  await step('Build', () => build(processes));
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
}
await processes.stopAll();
process.exit();
