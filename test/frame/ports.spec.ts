import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePort, refuseTakenPorts } from '../../tools/ports.ts';
import { portsOf, readStartSettings } from '../../tools/start/settings.ts';

describe('the ports of npm start', () => {
  it('are refused together when they are taken, each with the setting that changes it', async () => {
    const [one, other, free] = [await freePort(), await freePort(), await freePort()];
    const servers = [one, other].map((port) => createServer().listen(port, '127.0.0.1'));
    await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
    const wanted = [
      { use: 'the site', setting: 'PORT', port: one },
      { use: 'consent', setting: 'CONSENT_PORT', port: free },
      { use: 'its inbox', setting: 'INBOX_PORT', port: other },
    ];
    await expect(refuseTakenPorts(wanted)).rejects.toMatchObject({
      message: expect.stringContaining(`${one} (the site), ${other} (its inbox)`),
      remedy: expect.stringMatching(/ PORT=\d+ INBOX_PORT=\d+ npm start$/),
    });
    for (const server of servers) server.close();
  });

  it('are found for servers that do not listen yet, each for one of them alone', async () => {
    const found = new Set<number>();
    for (let asked = 0; asked < 500; asked += 1) found.add(await freePort());
    expect(found.size).toBe(500);
  });

  it('can each be set, and servers that are given need none', () => {
    const settings = readStartSettings({
      PORT: '9000',
      REDIS_URL: 'redis://localhost',
      SMTP_URL: 'smtp://localhost',
    });
    expect(settings.publicUrl).toBe('http://localhost:9000');
    expect(portsOf(settings).map(({ setting }) => setting)).toEqual([
      'PORT',
      'SUBSCRIPTION_PORT',
      'CONSENT_PORT',
      'NOTIFICATION_PORT',
      'POSTGRES_PORT',
      'PROVIDER_PORT',
    ]);
  });

  it.each(['99999', '0', 'eighty', '80.5'])('"%s" is refused by the name of its setting', (text) => {
    expect(() => readStartSettings({ INBOX_PORT: text })).toThrow(`INBOX_PORT is "${text}"`);
  });
});
