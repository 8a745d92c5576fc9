import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { StepFailed } from './say.ts';

/**
 * A port of 127.0.0.1 that was free a moment ago, and is given to nobody else while this process lives. Below those that systems
 * give to outgoing connections (from 32768 on), so that none of them takes it before its server listens.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if ((await claim(port)) && (await listen(port)) !== undefined) return port;
  }
}

/** By the UDP port of the same number, which nothing of ours listens at: all processes see who has it, and it goes with this one. */
function claim(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.unref();
      resolve(true);
    });
  });
}

/** @param wanted what each port is for: its setting, its number. @throws StepFailed that names all taken ones at once. */
export async function refuseTakenPorts(
  wanted: { use: string; setting: string; port: number }[],
): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => listen(port)));
  const taken = wanted.filter((_, index) => free[index] === undefined);
  if (taken.length === 0) return;
  const list = taken.map(({ use, port }) => `${port} (${use})`).join(', ');
  const settings = taken.map(({ setting, port }) => `${setting}=${(port % 50_000) + 10_000}`).join(' ');
  throw new StepFailed(
    `taken by another program on this machine: ${list}`,
    `Stop that program, or choose other ports: ${settings} npm start`,
  );
}

/** @returns the port, or undefined when it is taken, be it on this address or on all of the machine's. */
function listen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const found = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(found));
    });
  });
}
