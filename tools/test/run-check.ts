import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes } from '../processes/processes.ts';
import { ROOT } from '../project.ts';
import { say } from '../say.ts';
import type { Check } from './selection.ts';
import type { Tally } from './tally.ts';

/** The names of the commands in package.json, so that there is one truth about what each check runs. */
const SCRIPTS = { lint: 'lint', types: 'types', imports: 'import-rules' } as const;
const MEANING = { lint: 'Format and lint', types: 'Types', imports: 'Import rules' } as const;

export async function runCheck(check: Check, processes: Processes, tally: Tally): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const command = scripts[SCRIPTS[check]];
  if (command === undefined) throw new Error(`package.json has no script "${SCRIPTS[check]}"`);
  const child = await processes.start({
    name: MEANING[check],
    command: 'sh',
    args: ['-c', command],
    env: process.env,
    cwd: ROOT,
    output: 'inherit',
  });
  const { code } = await child.ended;
  if (code === 0) tally.pass();
  else tally.fail(MEANING[check]);
  say(MEANING[check], code === 0 ? 'in order' : 'FAILED (above)');
}
