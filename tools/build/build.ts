import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines } from '../processes/last-lines.ts';
import type { Processes } from '../processes/processes.ts';
import { DIST, LOGS, MODULES, ROOT } from '../project.ts';
import { StepFailed } from '../say.ts';
import { writeVerifier } from '../tidings-verify/bundle.ts';
import { makeAssets } from './assets.ts';
import { clearOrphans, copyFiles } from './copy-files.ts';
import { fingerprint, sourceFiles } from './sources.ts';

const STAMP = join(DIST, '.built');
const LOG = join(LOGS, 'build.log');

/** Makes `dist/` out of the sources unless it is made of just these. @throws StepFailed with the compiler's complaints. */
export async function build(processes: Processes): Promise<{ told: string; fingerprint: string }> {
  const files = sourceFiles();
  const wanted = fingerprint(files);
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted)
    return { told: 'up to date', fingerprint: wanted };
  rmSync(STAMP, { force: true });
  const compiled = await compile(processes);
  copyFiles(files);
  clearOrphans(files);
  makeAssets();
  writeVerifier(join(DIST, 'assets', 'tidings-verify.mjs'));
  if (!compiled) {
    throw new StepFailed(
      'the sources have type errors',
      'Mend them; `npm run types` shows all.',
      lastLines(LOG),
    );
  }
  writeFileSync(STAMP, wanted);
  return { told: `${files.length} files built`, fingerprint: wanted };
}

/** @returns whether there were no errors. With errors, what could be compiled was written all the same. */
async function compile(processes: Processes): Promise<boolean> {
  // The compiler trusts its own notes on what it wrote: without the output they would leave it out.
  if (!existsSync(join(DIST, 'apps')) && !existsSync(join(DIST, 'libs')))
    rmSync(DIST, { recursive: true, force: true });
  rmSync(LOG, { force: true });
  const compiler = await processes.start({
    name: 'TypeScript',
    command: process.execPath,
    args: [join(MODULES, 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--pretty', 'false'],
    env: process.env,
    cwd: ROOT,
    output: LOG,
  });
  const { code } = await compiler.ended;
  return code === 0;
}
