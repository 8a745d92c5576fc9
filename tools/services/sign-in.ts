import { join } from 'node:path';
import type { Processes } from '../processes/processes.ts';
import { ROOT } from '../project.ts';
import { untilReady } from './programs.ts';

export interface ProviderOrder {
  port: number;
  publicUrl: string;
  clientSecret: string;
  log: string;
}

/** Starts the development provider. @returns the issuer. */
export async function startProvider(order: ProviderOrder, processes: Processes): Promise<string> {
  const { port, publicUrl, clientSecret, log } = order;
  const issuer = `http://localhost:${port}`;
  const provider = await processes.start({
    name: 'development sign-in',
    command: process.execPath,
    args: [join(ROOT, 'tools', 'development-provider', 'main.ts')],
    env: {
      ...process.env,
      PROVIDER_PORT: String(port),
      PROVIDER_PUBLIC_URL: issuer,
      PROVIDER_CLIENT_SECRET: clientSecret,
      PUBLIC_URL: publicUrl,
    },
    cwd: ROOT,
    output: log,
  });
  await untilReady(provider, `http://127.0.0.1:${port}/.well-known/openid-configuration`, log);
  return issuer;
}
