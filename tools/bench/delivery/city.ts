import { join } from 'node:path';
import type { Client } from 'pg';
import { fillAudience } from '../../audience/fill-audience.ts';
import type { Installation, StartedService } from '../../installation/installation.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import type { Processes } from '../../processes/processes.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { runCommand } from '../../services/programs.ts';
import { bringLeavers, type Leaver } from './leaving.ts';
import { LEAVING } from './sink.ts';

/** Whom the announcement goes to; the others are for what is looked at beside it. */
export const TOPIC = 'digital-infrastructure-plan';
export const SAMPLE_TOPIC = 'parks-and-public-spaces';
export const PROFILE_TOPIC = 'city-budget';

/** The two services through which withdrawals and confirmations come, running; *notification* is started for each run. */
export interface BenchCity {
  installation: Installation;
  processes: Processes;
  subscription: StartedService;
  consent: StartedService;
}

/** Publishes the demonstration city's topics, and waits until *notification* knows them. */
export async function foundCity(installation: Installation, processes: Processes): Promise<BenchCity> {
  const env = await installation.environment('subscription');
  const logs = join(installation.folder, 'logs');
  await runCommand('seed', { service: 'subscription', env, logs }, processes);
  const subscription = await installation.start('subscription');
  const consent = await installation.start('consent');
  const notification = await installation.start('notification');
  await asOwner(installation.ownerUrl, (owner) =>
    waitUntil('the topics to be known', 60, async () => {
      const { rowCount } = await owner.query('SELECT 1 FROM notification.topics WHERE slug = ANY($1)', [
        [TOPIC, SAMPLE_TOPIC, PROFILE_TOPIC],
      ]);
      return rowCount === 3;
    }),
  );
  await notification.stop();
  return { installation, processes, subscription, consent };
}

export interface Growth {
  /** Who follow the topic already, and how many shall. */
  from: number;
  to: number;
  /** Of the new ones, how many may leave while the dispatch runs. */
  leavers: number;
}

/** @returns those who may leave, in the order of their ids. */
export async function growAudience(
  { installation }: BenchCity,
  owner: Client,
  { from, to, leavers }: Growth,
): Promise<Leaver[]> {
  await fillAudience(owner, { topic: TOPIC, residents: to - from - leavers, name: `resident.${to}.` });
  if (leavers === 0) return [];
  await fillAudience(owner, { topic: TOPIC, residents: leavers, name: `${LEAVING}${to}.` });
  return bringLeavers(owner, TOPIC, installation.secrets);
}
