import { join } from 'node:path';
import type { Processes } from '../processes/processes.ts';
import { ROOT, type Service } from '../project.ts';
import { untilReady } from './programs.ts';

export interface FrontOrder {
  port: number;
  publicUrl: string;
  servicePorts: Record<Service, number>;
  log: string;
}

export async function startFront(order: FrontOrder, processes: Processes): Promise<void> {
  const { port, publicUrl, servicePorts, log } = order;
  const front = await processes.start({
    name: 'front',
    command: process.execPath,
    args: [join(ROOT, 'tools', 'front', 'main.ts')],
    env: {
      ...process.env,
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      SUBSCRIPTION_URL: `http://127.0.0.1:${servicePorts.subscription}`,
      CONSENT_URL: `http://127.0.0.1:${servicePorts.consent}`,
      NOTIFICATION_URL: `http://127.0.0.1:${servicePorts.notification}`,
    },
    cwd: ROOT,
    output: log,
  });
  // Any path of subscription will do; this one says in addition that the way through is open.
  await untilReady(front, `http://127.0.0.1:${port}/health/ready`, log);
}
