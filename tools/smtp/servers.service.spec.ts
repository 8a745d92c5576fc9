import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Relays } from '#libs/lanes';
import { composeMail } from '#libs/mail';
import { SmtpSessions, smtpRelays } from '#libs/smtp';
import { freePort } from '../ports.ts';
import { waitUntil } from '../processes/wait-until.ts';

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill();
    await once(child, 'exit');
  }
});

async function start(name: string, settings: NodeJS.ProcessEnv) {
  const port = await freePort();
  const program = join(import.meta.dirname, `${name}.ts`);
  const child = spawn(process.execPath, [program], { env: { ...settings, PORT: String(port) } });
  running.push(child);
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += chunk;
  });
  await waitUntil(`${name} to listen`, 20, () => listens(port));
  const lines = () => told.split('\n').filter((line) => line.startsWith('{"to"'));
  return { port, lines: () => lines().map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => socket.destroy());
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  });

const mailTo = (to: string) =>
  composeMail({
    ...{ from: { name: 'City', address: 'updates@example.ca' }, to, subject: 'Hello', sentAt: new Date(0) },
    ...{ messageId: '<one@example.ca>', language: 'en', text: '.\nHello\n', html: '<p>Hello</p>' },
  });

async function sendTo(port: number, addresses: string[]) {
  const relays = new Relays(smtpRelays(`smtp://127.0.0.1:${port}`), () => 0);
  const sessions = new SmtpSessions(relays, { connections: 1 }, () => 0);
  for (const address of addresses) {
    const mail = await mailTo(address);
    expect(await sessions.use((session) => session.send(mail))).toEqual({ outcome: 'accepted' });
  }
  sessions.close();
}

describe('the recording sink', () => {
  it('tells of the mails that are watched, and of no other', async () => {
    const sink = await start('recording-sink', { WATCH: 'leaving.' });
    const before = Date.now();
    await sendTo(sink.port, ['stays@example.org', 'leaving.1@example.org']);
    await waitUntil('the line', 5, () => sink.lines().length > 0);
    expect(sink.lines()).toEqual([{ to: 'leaving.1@example.org', at: expect.any(Number) }]);
    expect(sink.lines()[0]?.at).toBeGreaterThanOrEqual(before);
  });

  it('keeps a whole mail as it was on the wire', async () => {
    const sink = await start('recording-sink', { KEEP: '1' });
    await sendTo(sink.port, ['anne@example.org']);
    await waitUntil('the line', 5, () => sink.lines().length > 0);
    const content = Buffer.from(String(sink.lines()[0]?.mail), 'base64').toString();
    expect(content).toContain('\r\n..\r\nHello');
  });
});

describe('the slow line', () => {
  it('lets everything arrive later, in both directions', async () => {
    const sink = await start('recording-sink', {});
    const line = await start('slow-line', { TARGET_PORT: String(sink.port), DELAY_MILLISECONDS: '20' });
    const begun = performance.now();
    await sendTo(line.port, ['anne@example.org']);
    // EHLO, the envelope, and the content: three answers at least, each there and back.
    expect(performance.now() - begun).toBeGreaterThan(3 * 40);
  });
});
