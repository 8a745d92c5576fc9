import { join } from 'node:path';
import { build } from '../build/build.ts';
import type { Processes } from '../processes/processes.ts';
import { DATA, LOGS } from '../project.ts';
import { say, step } from '../say.ts';
import { keptSecrets, type Secrets } from '../secrets.ts';
import { cityFolder } from '../services/environment.ts';
import { startFront } from '../services/front.ts';
import { migrate } from '../services/migrate.ts';
import { startProvider } from '../services/sign-in.ts';
import { bringMailCatcher } from './mail-catcher.ts';
import { bringPostgres } from './postgres.ts';
import { isPrepared, markPrepared, preparationMark } from './prepared.ts';
import { bringRedis } from './redis.ts';
import { seed, startServices } from './services.ts';
import type { StartSettings } from './settings.ts';
import type { Addresses } from './tell-addresses.ts';

/** One in each language of the demonstration. */
const DEMO_HOLDERS = 'holder@example.org,fr:depositaire@example.org';

/** From nothing to a city that answers. What does not need each other happens at the same time. */
export async function startAll(settings: StartSettings, processes: Processes): Promise<Addresses> {
  const { publicUrl, servicePorts } = settings;
  const secrets = keptSecrets();
  const [{ ownerUrl, mark, prepared }, { redisUrl }, { smtpUrl, inboxUrl }, { issuer }] = await Promise.all([
    bringDatabase(settings, secrets, processes),
    step('Redis', () => bringRedis(settings, secrets, processes)),
    step('Mail', () => bringMailCatcher(settings, processes)),
    step('Sign-in', () => bringSignIn(settings, secrets, processes)),
  ]);
  const signerFolder = join(DATA, 'signer');
  const holders = inboxUrl && DEMO_HOLDERS;
  const corridor = { publicUrl, ownerUrl, redisUrl, smtpUrl, issuer, holders, signerFolder, secrets };
  if (!prepared) {
    await step('Seed', () => seed(corridor, servicePorts, processes));
    await markPrepared(ownerUrl, mark);
  }
  await Promise.all([
    step('Services', () => startServices(corridor, servicePorts, processes)),
    step('Front', () => bringFront(settings, processes)),
  ]);
  return { publicUrl, inboxUrl, demoPeople: !settings.oidcIssuer };
}

/** Migrations are commands of the built services, and need the database alone. */
async function bringDatabase(settings: StartSettings, secrets: Secrets, processes: Processes) {
  const [{ ownerUrl }, { fingerprint }] = await Promise.all([
    step('PostgreSQL', () => bringPostgres(settings, secrets, processes)),
    step('Build', () => build(processes)),
  ]);
  const mark = preparationMark(fingerprint, cityFolder(process.env));
  const prepared = await isPrepared(ownerUrl, mark);
  if (prepared) say('Database', 'migrated and seeded by an earlier start');
  else await step('Migrations', () => migrate(ownerUrl, secrets, processes));
  return { ownerUrl, mark, prepared };
}

async function bringSignIn(settings: StartSettings, secrets: Secrets, processes: Processes) {
  const { oidcIssuer, providerPort: port, publicUrl } = settings;
  if (oidcIssuer) return { issuer: oidcIssuer, told: `by ${oidcIssuer}` };
  const order = { port, publicUrl, clientSecret: secrets.OIDC_CLIENT_SECRET, log: join(LOGS, 'sign-in.log') };
  const issuer = await startProvider(order, processes);
  return { issuer, told: `development provider at ${issuer}` };
}

async function bringFront({ frontPort: port, publicUrl, servicePorts }: StartSettings, processes: Processes) {
  await startFront({ port, publicUrl, servicePorts, log: join(LOGS, 'front.log') }, processes);
  return { told: publicUrl };
}
