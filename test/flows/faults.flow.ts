import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { ask, type City, eventually, follow, linkIn, press, startCity } from '../support/index.ts';

const SERVICES = ['subscription', 'consent', 'notification'] as const;
const residents = (story: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${story}${index}@residents.example.org`);

describe('whatever is killed or wiped, every story ends right, once', () => {
  let city: City;
  beforeAll(async () => {
    city = await startCity({ settings: { REPUBLISH_SECONDS: '0.5', LEASE_SECONDS: '3' } });
  }, 90_000);
  afterAll(() => city.stop());

  /** One confirmation and one welcome each; a repeat of what was on the wire has the same Message-ID (SEND-3). */
  const expectOneOfEach = (addresses: string[]) => {
    for (const address of addresses) {
      const ids = new Set(city.mails.to(address).map((mail) => mail.header('message-id')));
      expect([address, ids.size]).toEqual([address, 2]);
    }
  };

  it('SEND-3: Redis is wiped again and again while residents ask and confirm', async () => {
    const addresses = residents('wiped', 8);
    let isOver = false;
    const wiping = (async () => {
      for (let times = 0; !isOver && times < 400; times += 1) await city.redis.flush();
    })();
    try {
      await Promise.all(addresses.map((address) => follow(city, address)));
    } finally {
      isOver = true;
      await wiping;
    }
    expectOneOfEach(addresses);
  }, 120_000);

  it.each(SERVICES)(
    'SEND-3: %s is killed in the middle and started again',
    async (service) => {
      const addresses = residents(`killed-${service}`, 4);
      await Promise.all(addresses.map((address) => ask(city, address)));
      await city.service(service).kill();
      await city.service(service).start();
      const mails = await Promise.all(addresses.map((address) => city.mails.nextMail(address)));
      await Promise.all(mails.map((mail) => press(linkIn(mail, '/confirm/'))));
      await city.service(service).kill();
      await city.service(service).start();
      await Promise.all(addresses.map((address) => city.mails.nextMail(address)));
      expectOneOfEach(addresses);
    },
    120_000,
  );

  it('SEND-3: consent is killed after its work is durable and before it could acknowledge', async () => {
    const address = 'between@residents.example.org';
    const [holder, watcher] = await Promise.all([connect(city.ownerUrl), connect(city.ownerUrl)]);
    const redis = new Redis(city.redis.url);
    // Nothing is taken while the inbox is locked; nothing is acknowledged while Redis is paused.
    await holder.query('BEGIN; LOCK TABLE consent.inbox IN ACCESS EXCLUSIVE MODE');
    await ask(city, address);
    await untilRow(
      watcher,
      "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO inbox%'",
    );
    await redis.call('CLIENT', 'PAUSE', '60000', 'WRITE');
    const { rows } = await holder.query('SELECT count(*)::int AS taken FROM consent.inbox');
    await holder.query('COMMIT');
    await untilRow(watcher, `FROM consent.inbox HAVING count(*) > ${rows[0].taken}`);
    await city.service('consent').kill();
    await redis.call('CLIENT', 'UNPAUSE');
    await city.service('consent').start();
    const mail = await city.mails.nextMail(address, 40);
    await press(linkIn(mail, '/confirm/'));
    await city.mails.nextMail(address);
    expectOneOfEach([address]);
    redis.disconnect();
    await Promise.all([holder.end(), watcher.end()]);
  }, 120_000);
});

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function untilRow(database: Client, from: string): Promise<void> {
  await eventually(
    () => database.query(`SELECT 1 ${from}`),
    ({ rowCount }) => rowCount !== 0,
  );
}
