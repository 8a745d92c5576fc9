import { join } from 'node:path';
import type { Client } from 'pg';
import { fillAudience } from '../../audience/fill-audience.ts';
import { type BenchCity, PROFILE_TOPIC, SAMPLE_TOPIC } from './city.ts';
import { measureDispatch } from './dispatch.ts';
import type { BenchOptions } from './options.ts';
import { readProfiles } from './profile.ts';
import { checkSample, type Sample } from './sample.ts';
import { SIGNATURES } from './signing.ts';
import { startSampleSink } from './sink.ts';

const SAMPLE = 200;
const SAMPLE_SECONDS = 120;

/** A small announcement beforehand, into a sink that keeps every mail, so that each can be looked into. */
export async function takeSample(
  { installation, processes }: BenchCity,
  owner: Client,
  { settings, signing }: Pick<BenchOptions, 'settings' | 'signing'>,
): Promise<Sample> {
  await fillAudience(owner, { topic: SAMPLE_TOPIC, residents: SAMPLE, name: 'sample.' });
  const sink = await startSampleSink(installation.folder, processes);
  const environment = { ...settings, SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
  const notification = await installation.start('notification', environment);
  const order = { owner, topic: SAMPLE_TOPIC, pids: {}, notification, longestSeconds: SAMPLE_SECONDS };
  const { faults } = await measureDispatch(order);
  await notification.stop();
  await sink.child.stop();
  const { rows } = await owner.query<{ address: string; id: string }>(
    'SELECT address, subscription_id AS id FROM notification.audience WHERE topic = $1 AND active',
    [SAMPLE_TOPIC],
  );
  const subscriptions = new Map(rows.map(({ address, id }) => [address, id]));
  const sample = await checkSample(sink.lines(), {
    subscriptions,
    linkKeys: installation.secrets.LINK_KEYS.split(','),
    signatures: SIGNATURES[signing],
  });
  return { ...sample, faults: [...faults, ...sample.faults] };
}

/** A small announcement afterwards, with Node's own profiler: it costs time, so nothing else is measured with it. */
export async function profileDispatch(
  { installation }: BenchCity,
  owner: Client,
  {
    profile,
    port,
    sessions,
    settings,
  }: Pick<BenchOptions, 'profile' | 'sessions' | 'settings'> & { port: number },
): Promise<{ parts: Map<string, number>; mails: number }> {
  await fillAudience(owner, { topic: PROFILE_TOPIC, residents: profile, name: 'profile.' });
  const folder = join(installation.folder, 'profile');
  const notification = await installation.start('notification', {
    ...{ SMTP_URL: `smtp://127.0.0.1:${port}`, DISPATCH_CONNECTIONS: `${sessions}`, LOG_LEVEL: 'warn' },
    ...settings,
    NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}`,
  });
  const order = { owner, topic: PROFILE_TOPIC, pids: {}, notification, longestSeconds: 600 };
  const from = microseconds();
  const { accepted } = await measureDispatch(order);
  const span = { from, until: microseconds() };
  await notification.stop();
  return { parts: readProfiles(folder, span), mails: accepted };
}

function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
