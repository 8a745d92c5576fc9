import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createFront } from '../../tools/front/front.ts';
import { readRoutes } from '../../tools/front/routes.ts';

type Front = Awaited<ReturnType<typeof createFront>>;

interface Seen {
  name: string;
  url: string;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A service that answers what it was asked. */
async function echo(name: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { url, method, headers } = request;
    const seen = { name, url, method, headers, body: await text(request) };
    response.writeHead(url === '/busy' ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(seen));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the front', () => {
  let servers: Server[];
  let front: Front;
  let url: string;

  beforeAll(async () => {
    servers = await Promise.all(['subscription', 'consent', 'gone'].map(echo));
    const [subscription = '', consent = '', notification = ''] = servers.map(addressOf);
    servers.pop()?.close();
    const upstreams = { subscription, consent, notification };
    front = await createFront({ publicUrl: 'https://updates.example.ca', upstreams, routes: readRoutes() });
    url = await front.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await front.close();
    for (const server of servers) server.close();
  });

  async function ask(path: string, init: RequestInit = {}): Promise<Seen> {
    return (await (await fetch(url + path, init)).json()) as Seen;
  }

  it('leads each path to its service, with its query as it was', async () => {
    expect(await ask('/?lang=fr&a=%2F')).toMatchObject({ name: 'subscription', url: '/?lang=fr&a=%2F' });
    expect(await ask('/ledger/checkpoint')).toMatchObject({ name: 'consent', url: '/ledger/checkpoint' });
    expect(await ask('/staff/topics')).toMatchObject({ name: 'subscription' });
  });

  it('ASK-9: says who really asked, whatever the client claims', async () => {
    const claims = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '1',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
    };
    const { headers } = await ask('/', { headers: claims });
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': new URL(url).host,
      'x-forwarded-proto': 'https',
    });
    for (const name of ['forwarded', 'x-real-ip', 'x-forwarded-port'])
      expect(headers).not.toHaveProperty(name);
  });

  it.each([
    ['application/json', '{"malformed'],
    ['application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    ['text/calendar', 'BEGIN:VCALENDAR'],
  ])('passes a body of %s on as it is', async (type, body) => {
    const seen = await ask('/leave', { method: 'POST', body, headers: { 'content-type': type } });
    expect(seen).toMatchObject({ method: 'POST', body });
    expect(seen.headers['content-type']).toBe(type);
  });

  it('shows a plain page when a service is down, and a problem to programs', async () => {
    const page = await fetch(`${url}/staff`);
    expect(page.status).toBe(502);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('Nothing was lost');
    const problem = await fetch(`${url}/api/notification/v1/announcements`);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
    expect(await problem.json()).toMatchObject({ status: 502 });
  });

  it('passes on that a service is busy', async () => {
    expect((await fetch(`${url}/busy`)).status).toBe(503);
  });

  it.each([
    ['a path that climbs', '/a%2f..%2fledger'],
    ['another host in the path', '//evil.example/'],
    ['a path that is no text', '/%zz'],
  ])('refuses %s without repeating it', async (_case, path) => {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.text()).not.toContain('evil');
  });
});
