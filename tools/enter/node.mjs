import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { Refusal, say } from './say.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'node');
const PINNED = join(PACKAGE, 'bin', 'node');

/** @returns the path of the Node that everything else runs with. */
export function ensureNode() {
  const wanted = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version;
  if (versionOf(PINNED) === wanted) return PINNED;
  // Where npm is told to run no install scripts, the package is there but the program is not.
  say('Node', `bringing Node ${wanted}`);
  spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: PACKAGE,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (versionOf(PINNED) === wanted) return PINNED;
  const major = wanted.split('.')[0];
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  throw new Refusal(
    'Node',
    `the npm package "node" did not bring Node ${wanted}`,
    `Run \`npm rebuild node\` to see why, or install Node ${major} on this machine.`,
  );
}

function versionOf(program) {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim().slice(1) : undefined;
}
