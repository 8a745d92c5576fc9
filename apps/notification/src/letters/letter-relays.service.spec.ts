import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Relays } from '#libs/lanes';
import { eventually, freshDatabase, freshRedis, MailServer } from '../../../../test/support/index.ts';
import { askedRecorded, topicPublished } from '../messages.testing.ts';
import { type RunningNotification, startAnother } from '../notification.testing.ts';

describe('letters with two relays', () => {
  let relays: [MailServer, MailServer];
  let running: RunningNotification;
  let clean: () => Promise<unknown>;
  beforeAll(async () => {
    const [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
    relays = [await MailServer.start(), await MailServer.start()];
    const [first, second] = relays;
    // The second is a spare: everything goes by the first while it is there.
    const environment = { SMTP_URL: `${first.url}, ${second.url}?weight=0` };
    running = await startAnother({ database, redis, mails: first }, environment);
    await running.send(topicPublished());
    clean = () => Promise.all([database.drop(), redis.stop(), second.stop()]);
  });
  afterAll(async () => {
    await running.stop();
    await clean();
  });

  it('SEND-3: go by the other at once when one dies, and nobody waits for a second try', async () => {
    const [first, second] = relays;
    await running.send(askedRecorded({ address: 'before@example.org' }));
    await first.nextMail('before@example.org');
    await first.stop();
    const addresses = Array.from({ length: 8 }, (_, number) => `after-${number}@example.org`);
    const letters = await Promise.all(addresses.map((address) => running.send(askedRecorded({ address }))));
    // A session that died with the relay may be found dead only by a letter, which is tried again a little later.
    for (let step = 0; step < 3; step += 1) {
      await eventually(
        () => running.dataSource.query(`SELECT id FROM letters WHERE state = 'leased' OR attempts = 0`),
        (rows) => rows.length === 0,
      );
      running.clock.advance(10);
    }
    for (const address of addresses) await second.nextMail(address);
    const ids = letters.map(({ id }) => id);
    const sql = `SELECT attempts FROM letters WHERE id = ANY($1) AND state = 'sent'`;
    const sent = await running.dataSource.query<{ attempts: number }[]>(sql, [ids]);
    expect(sent).toHaveLength(8);
    // Four connections are kept for letters: no more can have died idle.
    expect(sent.filter(({ attempts }) => attempts === 1).length).toBeGreaterThanOrEqual(4);
    const states = running.app.get<Relays<{ name: string; weight: number }>>(Relays).states();
    expect(states.map(({ isUp }) => isUp)).toEqual([false, true]);
    await eventually(
      async () => running.log.join(),
      (log) => log.includes('relays are left out'),
    );
  });
});
