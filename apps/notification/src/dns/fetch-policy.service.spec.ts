import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fetchPolicy } from './fetch-policy.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** The policy is always at one https address; here it is led to a server of ours. */
async function policyFrom(listener: RequestListener): Promise<{ text: Promise<string>; asked: string[] }> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked: string[] = [];
  const get = (input: unknown, options?: RequestInit) => {
    asked.push(String(input));
    return fetch(`http://127.0.0.1:${port}/.well-known/mta-sts.txt`, options);
  };
  return { text: fetchPolicy('example.ca', get as typeof fetch), asked };
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

describe('the policy of MTA-STS', () => {
  it('ABUSE-6: is asked for at the one address where it may be', async () => {
    const { text, asked } = await policyFrom((_, answer) =>
      answer.writeHead(200, PLAIN).end('version: STSv1\n'),
    );
    expect(await text).toBe('version: STSv1\n');
    expect(asked).toEqual(['https://mta-sts.example.ca/.well-known/mta-sts.txt']);
  });

  it.each<[string, RequestListener]>([
    ['a redirect', (_, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['a page', (_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>')],
    ['not there', (_, answer) => answer.writeHead(404, PLAIN).end('version: STSv1')],
    ['longer than 64 KB', (_, answer) => answer.writeHead(200, PLAIN).end('x'.repeat(64 * 1024 + 1))],
    [
      'without end',
      (_, answer) => {
        answer.writeHead(200, PLAIN);
        const more = () => answer.write('x'.repeat(16_384));
        answer.on('drain', more);
        while (more());
      },
    ],
    ['cut off', (request) => request.socket.destroy()],
  ])('is not read when it is %s', async (_, listener) => {
    const { text } = await policyFrom(listener);
    await expect(text).rejects.toThrow();
  });
});
