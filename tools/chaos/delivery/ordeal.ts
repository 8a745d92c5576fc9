import { join } from 'node:path';
import { Pool } from 'pg';
import { readAccount } from '../../audience/account.ts';
import { fillAudience } from '../../audience/fill-audience.ts';
import { releaseAnnouncement } from '../../audience/release-announcement.ts';
import type { Installation } from '../../installation/installation.ts';
import { publishedTopics } from '../../neighbour/events.ts';
import { freePort } from '../../ports.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import type { Processes } from '../../processes/processes.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { ROOT } from '../../project.ts';
import { say } from '../../say.ts';
import { AUTHORITY_FILE } from '../../smtp/certificates.ts';
import { checkDelivery, type Findings } from './check.ts';
import { Impatience } from './impatience.ts';
import { type Member, startLeaving } from './leavers.ts';
import { type StormOrder, startOrDie, storm, survivors } from './storm.ts';
import { readWire } from './wire-record.ts';

const SETTLE_SECONDS = 1800;

export interface OrdealOrder extends Omit<StormOrder, 'settings'> {
  residents: number;
  seed: number;
  settings: NodeJS.ProcessEnv;
}

/** An announcement through a hostile server while everything is killed; then calm, and a look at what became of everyone. */
export async function ordeal(
  installation: Installation,
  order: OrdealOrder,
  processes: Processes,
): Promise<Findings> {
  const { topic, announcementId, members } = await prepare(installation, order.residents);
  const { server, port, wire } = await startHostileServer(installation, order.seed, processes);
  const settings = {
    // The same server twice: as a relay that is spoken to in plain text, and as one that has to prove who it is.
    ...{ SMTP_URL: `smtp://127.0.0.1:${port} smtp://localhost:${port}?tls=required` },
    ...{ NODE_EXTRA_CA_CERTS: AUTHORITY_FILE, REPUBLISH_SECONDS: '5', LOG_LEVEL: 'warn' },
    ...{ LEASE_SECONDS: '5', BATCH_SIZE: '100', DISPATCH_CONNECTIONS: '10' },
    // So many are refused here that the dispatch would do nothing but stop (SEND-6).
    ...{ STOP_AT_REFUSED_PERCENT: '100', STOP_AT_BOUNCE_PERCENT: '100', ...order.settings },
  };
  const pool = new Pool({ connectionString: installation.ownerUrl, max: 3 });
  // The database is crashed under it.
  pool.on('error', () => undefined);
  const impatience = new Impatience(pool);
  // Whoever left before would not be in the audience that is accounted for.
  const after = () =>
    waitUntil('the dispatch to be planned', 120, () =>
      asOwner(installation.ownerUrl, (owner) => readAccount(owner, announcementId)).catch(() => undefined),
    );
  const leavers = await startLeaving(installation, pool, { topic, members, random: order.random, after });
  impatience.start();
  try {
    const blown = await storm(installation, { ...order, settings });
    say(
      'Storm',
      `${order.kills} kills, ${order.crashes} crashes of PostgreSQL, ${order.flushes} wipes of Redis`,
    );
    server.kill('SIGUSR2');
    await leavers.endLeaving();
    const notification = await startOrDie(installation, settings);
    const account = await waitUntil('the statement of the dispatch', SETTLE_SECONDS, async () => {
      const found = await asOwner(installation.ownerUrl, (owner) => readAccount(owner, announcementId));
      return found?.state === 'finished' ? found : undefined;
    });
    await notification?.stop(30);
    say('Leaving', `${leavers.left.size} residents left meanwhile`);
    say('Stops', impatience.stops.length === 0 ? 'none' : impatience.stops.join(', '));
    const { rows: deliveries } = await pool.query<{
      residentId: string;
      state: string;
      reason: string | null;
    }>(
      `SELECT resident_id AS "residentId", state, reason FROM notification.deliveries WHERE dispatch_id = $1`,
      [account.dispatchId],
    );
    const audience = new Map(members.map(({ residentId, address }) => [residentId, address]));
    const known = { account, audience, deliveries, wire: readWire(wire), left: leavers.left };
    const findings = checkDelivery({ ...known, disturbances: blown.disturbances });
    const secured = known.wire.filter((record) => record.secured).length;
    say('TLS', `${secured} mails came over it, of ${known.wire.length} that were seen`);
    if (secured === 0) findings.faults.push('no mail came over TLS: nothing is known of it');
    const left = survivors(blown);
    if (left > 0) findings.faults.push(`${left} processes outlived the service that had started them`);
    return findings;
  } finally {
    await impatience.end();
    await leavers.close();
    await pool.end();
  }
}

async function prepare(installation: Installation, residents: number) {
  return asOwner(installation.ownerUrl, async (owner) => {
    const [{ topic, names, sender } = { topic: '', names: {}, sender: {} }] = publishedTopics('');
    await owner.query(
      `INSERT INTO notification.topics (slug, version, open, names, sender, published_at)
       VALUES ($1, 1, true, $2, $3, now())`,
      [topic, names, sender],
    );
    await fillAudience(owner, { topic, residents, name: 'resident.' });
    const { rows: members } = await owner.query<Member>(
      `SELECT resident_id AS "residentId", subscription_id AS "subscriptionId", address FROM notification.audience`,
    );
    return { topic, members, announcementId: await releaseAnnouncement(owner, topic) };
  });
}

async function startHostileServer(installation: Installation, seed: number, processes: Processes) {
  const port = await freePort();
  const wire = join(installation.folder, 'wire.ndjson');
  const server = await processes.start({
    name: 'the hostile server',
    command: process.execPath,
    args: [join(ROOT, 'tools', 'chaos', 'delivery', 'hostile-server.ts')],
    env: { ...process.env, PORT: String(port), SEED: String(seed) },
    cwd: ROOT,
    output: wire,
  });
  return { server, port, wire };
}
