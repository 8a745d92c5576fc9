import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/index.ts';
import { deliveryReport, mail } from '../../../../test/support/returned-mail.ts';
import { type RunningNotification, startAnother } from '../notification.testing.ts';
import { ImapReader } from './imap-reader.ts';
import { ImapServer } from './imap-server.testing.ts';
import { RETURN_DOMAIN, ReturnsBench } from './returns.testing.ts';

const bench = new ReturnsBench();
let imap: ImapServer;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  imap = await ImapServer.start();
  environment = { IMAP_URL: imap.url };
  await bench.start(environment);
});
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(async () => {
  await bench.stop();
  await imap.stop();
});

interface Checkpoint {
  validity: string;
  last: string;
}
const CHECKPOINT = 'SELECT uid_validity AS validity, last_uid AS last FROM mailbox_checkpoints';

const delivered = (path: string, raw: Buffer) =>
  Buffer.concat([Buffer.from(`Return-Path: <>\r\nDelivered-To: ${path}\r\n`), raw]);
const report = (status: string) =>
  deliveryReport({ 'Final-Recipient': 'rfc822; x@example.org', Action: 'failed', Status: status });
const read = (running: RunningNotification = bench.notification) => running.app.get(ImapReader).read();
const allDealtWith = () =>
  eventually(
    () => bench.count('returned_mails'),
    (count) => count === 0,
  );

describe('mail that lands in a mailbox elsewhere', () => {
  it('MAIL-4: is read over IMAP, and a bounce in it is known by its return path', async () => {
    const { follower, path } = await bench.reached();
    imap.deliver(delivered(path, report('5.1.1')));
    await read();
    await eventually(
      () => bench.suppressedReason(follower),
      (reason) => reason === 'hard-bounce',
    );
  });

  it('MAIL-4: a forged return path in it changes nothing', async () => {
    const { follower, path } = await bench.reached();
    const forged = `${path.startsWith('da') ? 'db' : 'da'}${path.slice(2)}`;
    const before = await bench.count('bounces');
    imap.deliver(delivered(forged, report('5.1.1')));
    imap.deliver(delivered(follower.address, report('5.1.1')));
    await read();
    await allDealtWith();
    expect(await bench.count('bounces')).toBe(before);
    expect(await bench.suppressedReason(follower)).toBeNull();
  });

  it('is handled once, by two processes at the same time and by every later look', async () => {
    const other = await startAnother(bench.notification, { ...environment, RETURN_DOMAIN });
    try {
      const before = await bench.count('mailbox_items');
      for (const text of ['one', 'two', 'three']) {
        imap.deliver(mail({ From: 'anne@example.org', To: 'leave@example.ca', Subject: text }, text));
      }
      await Promise.all([read(), read(other)]);
      await read();
      await allDealtWith();
      expect(await bench.count('mailbox_items')).toBe(before + 3);
    } finally {
      await other.stop();
    }
  });

  it('and is read anew when the mailbox was made anew: nothing counts twice', async () => {
    const before = [await bench.count('bounces'), await bench.count('mailbox_items')];
    const [old] = await bench.query<Checkpoint>(CHECKPOINT);
    imap.makeAnew();
    await read();
    await allDealtWith();
    expect([await bench.count('bounces'), await bench.count('mailbox_items')]).toEqual(before);
    const [anew] = await bench.query<Checkpoint>(CHECKPOINT);
    expect(Number(anew?.validity)).toBe(Number(old?.validity) + 1);
    expect(anew?.last).toBe(old?.last);
  });

  it('ABUSE-5: a refused sign-in is told without a name or a password', async () => {
    const wrong = { IMAP_URL: imap.url.replace('pass%2Fword', 'wrong'), RETURN_DOMAIN };
    const other = await startAnother(bench.notification, wrong);
    try {
      await expect(read(other)).rejects.toThrow('signing in was refused');
      const log = other.log.join('\n');
      expect(log).not.toContain('returns@example.ca');
      expect(log).not.toContain('wrong');
    } finally {
      await other.stop();
    }
  });
});
