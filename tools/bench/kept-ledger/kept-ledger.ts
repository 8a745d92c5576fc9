import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../ports.ts';
import { DISCREET, startCluster } from '../../postgres/cluster.ts';
import { placeFor } from '../../postgres/place.ts';
import {
  createDatabase,
  dropDatabase,
  renewPasswords,
  withDatabase,
} from '../../postgres/prepare-database.ts';
import type { Processes } from '../../processes/processes.ts';
import { DATA, ROOT } from '../../project.ts';
import { keptSecrets, rolePasswords, type Secrets } from '../../secrets.ts';
import { serviceEnvironment } from '../../services/environment.ts';
import { migrate } from '../../services/migrate.ts';
import { fillInbox } from './fill-inbox.ts';

const FOLDER = join(DATA, 'bench');
/** As a server of a few gigabytes is set up; flushing is left as it is, so that reading is measured on what was written. */
const SETTINGS = { max_connections: 50, max_wal_size: '4GB', ...DISCREET };

export interface BenchLedger {
  /** The environment of the service *consent* on it. */
  environment: NodeJS.ProcessEnv;
  told: string;
}

/**
 * A signed ledger of so many entries and a few, on a server of its own. It is kept under `.data/bench`, so that what comes
 * after a change is measured on the same octets.
 */
export async function bringLedger(entries: number, processes: Processes): Promise<BenchLedger> {
  mkdirSync(FOLDER, { recursive: true });
  const secrets = keptSecrets(join(FOLDER, 'secrets.json'));
  const ownerUrl = withDatabase(await startServer(secrets, processes), `ledger_${entries}`);
  const signerFolder = join(FOLDER, `signer-${entries}`);
  const made = join(signerFolder, 'made');
  const isKept = existsSync(made);
  if (!isKept) await dropDatabase(ownerUrl);
  await createDatabase(ownerUrl);
  await renewPasswords(ownerUrl, rolePasswords(secrets));
  await migrate(ownerUrl, secrets, processes, join(FOLDER, 'logs'));
  const environment = environmentOf(ownerUrl, signerFolder, secrets);
  if (isKept) return { environment, told: `${entries} entries, kept from an earlier run` };
  mkdirSync(signerFolder, { recursive: true });
  await fillInbox(String(environment.DATABASE_URL), entries);
  const program = {
    name: 'the sequencer',
    command: process.execPath,
    args: [join(import.meta.dirname, 'drain-ledger.ts')],
    env: environment,
    cwd: ROOT,
    output: join(FOLDER, 'logs', 'drain.log'),
  };
  await processes.run(program, `Its log is ${program.output}.`);
  writeFileSync(made, '');
  return { environment, told: `${entries} entries` };
}

async function startServer(secrets: Secrets, processes: Processes): Promise<string> {
  const place = placeFor(join('bench', 'postgres'));
  const logFile = join(FOLDER, 'logs', 'postgres.log');
  const port = await freePort();
  const order = { place, port, ownerPassword: secrets.OWNER_PASSWORD, logFile, settings: SETTINGS };
  return (await startCluster(order, processes)).url;
}

/** Nothing of it is reached but the database: the service stays idle. */
function environmentOf(ownerUrl: string, signerFolder: string, secrets: Secrets): NodeJS.ProcessEnv {
  const nowhere = 'http://127.0.0.1:9';
  const corridor = {
    publicUrl: nowhere,
    ownerUrl,
    redisUrl: 'redis://127.0.0.1:9',
    smtpUrl: 'smtp://127.0.0.1:9',
    issuer: nowhere,
    signerFolder,
    secrets,
  };
  return serviceEnvironment('consent', 9, corridor, process.env);
}
