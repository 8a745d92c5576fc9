import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines } from '../processes/last-lines.ts';
import { LOGS } from '../project.ts';
import { say } from '../say.ts';
import { findProgram } from './find-program.ts';

/**
 * Debian starts a server as soon as its package is installed, and again at every boot. policy-rc.d forbids the first for
 * as long as this runs (an existing one is kept: it belongs to the machine), `systemctl disable` the second.
 */
const SCRIPT = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
fi
install() { apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$1"; }
if ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
  install "$1" || { apt-get -o DPkg::Lock::Timeout=120 update; install "$1"; }
else
  apt-get -o DPkg::Lock::Timeout=120 update
  install "$1"
fi
systemctl disable "$1.service" >/dev/null 2>&1 || true
`;

/** Installs one package of the system. @returns undefined, or in words why it could not. */
export async function installPackage(name: string): Promise<string | undefined> {
  if (!findProgram(['apt-get'])) return 'this system has no apt-get';
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (asRoot.length > 0 && spawnSync('sudo', ['-n', 'true']).status !== 0)
    return 'it needs root, or sudo without a password';
  say('System package', `apt-get installs ${name}`);
  const log = join(LOGS, `install-${name}.log`);
  const code = await runToLog([...asRoot, 'sh', '-c', SCRIPT, 'install', name], log);
  return code === 0 ? undefined : `apt-get said:\n${lastLines(log, 5)}\n(the whole is in ${log})`;
}

function runToLog(words: string[], log: string): Promise<number | null> {
  mkdirSync(LOGS, { recursive: true });
  const output = openSync(log, 'w');
  const [command = '', ...args] = words;
  return new Promise((resolve, reject) => {
    const installer = spawn(command, args, { stdio: ['ignore', output, output] });
    installer.on('error', reject);
    installer.on('exit', resolve);
  }).finally(() => closeSync(output)) as Promise<number | null>;
}
