import type { Processes } from '../processes/processes.ts';
import { LOGS, SERVICES, type Service } from '../project.ts';
import { type Corridor, serviceEnvironment } from '../services/environment.ts';
import { giveWay } from '../services/give-way.ts';
import { runCommand, startService } from '../services/programs.ts';

export type ServicePorts = Record<Service, number>;

export async function seed(corridor: Corridor, ports: ServicePorts, processes: Processes) {
  await forEach(corridor, ports, (order) => runCommand('seed', order, processes));
  return { told: 'the demonstration city is there' };
}

export async function startServices(corridor: Corridor, ports: ServicePorts, processes: Processes) {
  await forEach(corridor, ports, async (order) => {
    const { pid } = await startService(order, processes);
    if (order.service !== 'subscription') giveWay(pid);
  });
  return { told: SERVICES.map((service) => `${service} (${ports[service]})`).join(', ') };
}

/** All three at once: each waits for itself alone. */
async function forEach(
  corridor: Corridor,
  ports: ServicePorts,
  work: (order: { service: Service; env: NodeJS.ProcessEnv; logs: string }) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    SERVICES.map((service) => {
      const env = serviceEnvironment(service, ports[service], corridor, process.env);
      return work({ service, env, logs: LOGS });
    }),
  );
}
