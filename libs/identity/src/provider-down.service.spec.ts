import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { people } from '../../../tools/development-provider/people.ts';
import { type RunningProvider, startProvider } from '../../../tools/development-provider/server.ts';
import { Browser } from './browser.testing.ts';
import { IdentityModule } from './index.ts';
import { optionsFor, PUBLIC_URL, StaffPages, startStaffPages } from './staff-pages.testing.ts';

let app: NestFastifyApplication | undefined;
let provider: RunningProvider | undefined;

afterEach(async () => {
  await app?.close();
  await provider?.close();
});

describe('when the provider does not answer', () => {
  it('the service starts, says so at sign-in, and signs people in as soon as it is back', async () => {
    const port = await freePort();
    const identity = IdentityModule.forSection('/staff', optionsFor(`http://localhost:${port}`));
    app = await startStaffPages(identity, [StaffPages]);
    const browser = new Browser(PUBLIC_URL, app);
    const page = await browser.open('/staff/announcements/7');
    expect(page.status).toBe(503);
    expect(page.text).toContain("The city's sign-in provider does not answer");
    expect(page.text).toContain('href="/staff/sign-in?return=%2Fstaff%2Fannouncements%2F7"');

    provider = await start(port);
    expect(await browser.signIn('demo-amira', '/staff')).toMatchObject({ status: 200 });

    const callback = await browser.comeBack('demo-amira', '/staff/sign-in');
    await provider.close();
    provider = undefined;
    expect(await browser.get(callback)).toMatchObject({ status: 503 });

    const { formToken } = JSON.parse((await browser.get('/staff')).text);
    const out = await browser.post('/staff/sign-out', { formToken });
    expect(out.status).toBe(200);
    expect(await browser.get('/staff')).toMatchObject({ status: 303 });
  });
});

function start(port: number): Promise<RunningProvider> {
  const facts = { port, publicUrl: PUBLIC_URL, clientSecret: 'for-development-only' };
  return startProvider(facts, { people, claimsIn: 'id-token' });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
