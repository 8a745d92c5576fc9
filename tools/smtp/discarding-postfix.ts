import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from '../processes/child.ts';
import type { Processes } from '../processes/processes.ts';
import { StepFailed } from '../say.ts';
import type { PostfixPrograms } from './find-postfix.ts';

/** Postfix's own users must be able to enter every folder above its queue, which they are not under somebody's home. */
const PLACE = '/var/lib/tidings';

/** Its usual services, without those that deliver; nothing runs in a chroot. [master(5)] */
const SERVICES = [
  'pickup unix n - n 60 1 pickup',
  'cleanup unix n - n - 0 cleanup',
  'qmgr unix n - n 300 1 qmgr',
  'tlsmgr unix - - n 1000? 1 tlsmgr',
  'rewrite unix - - n - - trivial-rewrite',
  'bounce unix - - n - 0 bounce',
  'defer unix - - n - 0 bounce',
  'trace unix - - n - 0 bounce',
  'verify unix - - n - 1 verify',
  'flush unix n - n 1000? 0 flush',
  'proxymap unix - - n - - proxymap',
  'proxywrite unix - - n - 1 proxymap',
  'error unix - - n - - error',
  'retry unix - - n - - error',
  'discard unix - - n - - discard',
  'anvil unix - - n - 1 anvil',
  'scache unix - - n - 1 scache',
  'postlog unix-dgram n - n - 1 postlogd',
];

/**
 * Starts a Postfix of its own on 127.0.0.1 that accepts mail as a relay does, queues it on disk, and discards it. It needs root.
 * Whoever started it stops it by its process id; its files stay in /var/lib/tidings until the next one is started.
 */
export async function startDiscardingPostfix(
  { postfix, postconf }: PostfixPrograms,
  { folder: logs, port }: { folder: string; port: number },
  processes: Processes,
): Promise<Child> {
  if (process.getuid?.() !== 0)
    throw new StepFailed(
      'Postfix can be started by root alone',
      'Run as root, or measure into another sink.',
    );
  const folder = join(PLACE, 'postfix');
  rmSync(folder, { recursive: true, force: true });
  for (const each of ['conf', 'queue', 'data'])
    mkdirSync(join(folder, each), { recursive: true, mode: 0o755 });
  mkdirSync(logs, { recursive: true });
  chmodSync(PLACE, 0o755);
  writeFileSync(join(folder, 'conf', 'main.cf'), settings(folder, logs));
  const services = [`127.0.0.1:${port} inet n - n - - smtpd`, ...SERVICES];
  writeFileSync(join(folder, 'conf', 'master.cf'), `${services.join('\n')}\n`);
  const common = { env: { PATH: process.env.PATH }, output: join(logs, 'postfix.log') };
  const ours = ['-c', join(folder, 'conf')];
  await processes.run(
    { name: 'Postfix’s files', command: postfix, args: [...ours, 'set-permissions'], ...common },
    'What it said is above.',
  );
  // Not `postfix start`: the daemon itself is our child, so that it can be stopped by its id and takes its own with it.
  const daemon = join(
    spawnSync(postconf, ['-dh', 'daemon_directory'], { encoding: 'utf8' }).stdout.trim(),
    'master',
  );
  return processes.start({ name: 'Postfix', command: daemon, args: [...ours, '-d'], ...common });
}

function settings(folder: string, logs: string): string {
  const lines = {
    ...{
      compatibility_level: '3.6',
      myhostname: 'relay.example.ca',
      mydestination: '',
      mynetworks: '127.0.0.0/8',
    },
    ...{ queue_directory: join(folder, 'queue'), data_directory: join(folder, 'data') },
    // The one address that anything of it listens on.
    ...{ inet_interfaces: '127.0.0.1', inet_protocols: 'ipv4' },
    ...{ default_transport: 'discard:', relay_transport: 'discard:', local_transport: 'discard:' },
    ...{ smtpd_relay_restrictions: 'permit_mynetworks, reject', smtpd_client_connection_count_limit: '0' },
    // Else each mail waits for a second as soon as they come faster than they are discarded: how fast it accepts is what is asked.
    in_flow_delay: '0s',
    ...{ maillog_file_prefixes: '/', maillog_file: join(logs, 'mail.log') },
    ...{ alias_maps: '', alias_database: '', smtpd_tls_security_level: 'none' },
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}
