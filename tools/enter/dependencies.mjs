import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './root.mjs';
import { Refusal, say } from './say.mjs';

const OLDEST_NPM = 9;

/** Runs `npm ci` unless what is installed is what package-lock.json asks for. */
export function ensureDependencies() {
  const wanted = packagesOf('package-lock.json');
  if (wanted === undefined) {
    throw new Refusal('Packages', 'package-lock.json cannot be read', 'Take it back from git and try again.');
  }
  const missing = firstMissing(wanted, packagesOf('node_modules/.package-lock.json'));
  if (missing === undefined) return;
  refuseOldNpm();
  say('Packages', 'npm ci brings what package-lock.json asks for; this takes a minute or two');
  // Development packages are what starts and tests the project, also where NODE_ENV says production.
  const result = npm(['ci', '--include=dev', '--loglevel=error'], 'inherit');
  if (result.status === 0) return;
  throw new Refusal(
    'Packages',
    '`npm ci` ended with an error (above)',
    'Is the npm registry reachable? Then try again.',
  );
}

/**
 * npm keeps a copy of the lock file of what it installed. Comparing the two needs no stamp of our own, and is right after a
 * plain `npm install` as well. The copy is written last, so an interrupted installation has none.
 */
function firstMissing(wanted, installed) {
  if (installed === undefined) return 'everything';
  return Object.entries(wanted).find(([path, { version, link, optional }]) => {
    if (path === '' || link || optional) return false;
    return installed[path]?.version !== version || !existsSync(join(ROOT, path));
  })?.[0];
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function refuseOldNpm() {
  const version = npm(['--version'], 'pipe').stdout?.trim();
  if (!version)
    throw new Refusal('npm', 'it was not found', 'Install npm (Debian and Ubuntu: apt install npm).');
  if (Number(version.split('.')[0]) >= OLDEST_NPM) return;
  throw new Refusal('npm', `this is npm ${version}`, `Install npm ${OLDEST_NPM} or newer and try again.`);
}

/** Under `npm start` the npm that is running; else the one on the PATH. */
function npm(args, output) {
  const running = process.env.npm_execpath ?? '';
  const isNpm = basename(running) === 'npm-cli.js';
  const command = isNpm ? process.execPath : 'npm';
  return spawnSync(command, isNpm ? [running, ...args] : args, {
    cwd: ROOT,
    stdio: ['ignore', output, output === 'pipe' ? 'ignore' : output],
    encoding: 'utf8',
  });
}
