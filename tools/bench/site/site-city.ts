import { join } from 'node:path';
import type { Installation, StartedService } from '../../installation/installation.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import type { Processes } from '../../processes/processes.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { giveWay } from '../../services/give-way.ts';
import { runCommand } from '../../services/programs.ts';
import { type Sink, startSink } from '../delivery/sink.ts';

/** What residents meet: the whole installation, with a sink at its end that takes every mail. */
export interface SiteCity {
  installation: Installation;
  subscription: StartedService;
  consent: StartedService;
  notification: StartedService;
  sink: Sink;
}

/** Publishes the demonstration city's topics and waits until they are known everywhere. @param settings of *subscription*. */
export async function foundSite(
  installation: Installation,
  processes: Processes,
  settings: NodeJS.ProcessEnv,
): Promise<SiteCity> {
  const env = await installation.environment('subscription');
  const logs = join(installation.folder, 'logs');
  await runCommand('seed', { service: 'subscription', env, logs }, processes);
  const sink = await startSink('ours', { folder: installation.folder }, processes);
  const quiet = { LOG_LEVEL: 'info' };
  const [subscription, consent, notification] = await Promise.all([
    installation.start('subscription', { ...quiet, ...settings }),
    installation.start('consent', quiet),
    installation.start('notification', { ...quiet, SMTP_URL: `smtp://127.0.0.1:${sink.port}?tls=none` }),
  ]);
  // As `npm start` has it.
  for (const { pid } of [consent, notification]) giveWay(pid);
  await asOwner(installation.ownerUrl, (owner) =>
    waitUntil('the topics to be known', 60, async () => {
      const { rows } = await owner.query<{ equal: boolean }>(
        `SELECT (SELECT count(*) FROM subscription.topics) = (SELECT count(*) FROM notification.topics) AS equal`,
      );
      return rows[0]?.equal === true;
    }),
  );
  return { installation, subscription, consent, notification, sink };
}
