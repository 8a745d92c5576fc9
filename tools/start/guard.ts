import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { refuseTakenPorts } from '../ports.ts';
import { endLeftovers, ownerOf } from '../processes/leftovers.ts';
import { Processes } from '../processes/processes.ts';
import { DATA, LOGS } from '../project.ts';
import { StepFailed, say } from '../say.ts';
import { portsOf, type StartSettings } from './settings.ts';

const RECORD = join(DATA, 'start.processes');

/** Makes sure that this folder starts once, on ports that are free, with nothing left of a start that was killed. */
export async function guardStart(settings: StartSettings): Promise<Processes> {
  const other = ownerOf(RECORD);
  if (other !== undefined) {
    throw new StepFailed(
      `Tidings already runs from this folder (process ${other})`,
      'Use that one, or stop it there with Ctrl-C first.',
    );
  }
  const ended = await endLeftovers(RECORD);
  if (ended.length > 0)
    say('Tidied up', `an earlier start was killed and had left running: ${ended.join(', ')}`);
  await refuseTakenPorts(portsOf(settings));
  rmSync(LOGS, { recursive: true, force: true });
  return new Processes(RECORD);
}
