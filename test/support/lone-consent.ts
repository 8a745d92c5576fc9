import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Seal } from '#libs/messaging';
import { freePort } from '../../tools/ports.ts';
import { DIST, ROOT } from '../../tools/project.ts';
import { serviceEnvironment } from '../../tools/services/environment.ts';
import { CityService } from './city-service.ts';
import { eventually } from './eventually.ts';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { freshRedis } from './fresh-redis.ts';
import { ownName, ownProcesses, testRun } from './run.ts';
import { addJob, envelope } from './sent-message.ts';

export interface CommandAnswer {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The built *consent* with nobody around it, as an operator has it. */
export interface LoneConsent {
  service: CityService;
  /** At the start; a restore brings another. */
  database: FreshDatabase;
  signerFolder: string;
  /** Puts messages into its queue, as *subscription*'s relay would. */
  send(...messages: object[]): Promise<void>;
  /** Waits until a checkpoint of so many entries is published. @returns the signed note. */
  published(size: number): Promise<string>;
  /** Runs one of its built programs to the end, e.g. `rights`. @param settings on top of the service's own. */
  run(
    program: string,
    given?: string[],
    about?: { input?: string; settings?: NodeJS.ProcessEnv },
  ): Promise<CommandAnswer>;
  log(): string;
  stop(): Promise<void>;
}

export async function startConsent(): Promise<LoneConsent> {
  const name = ownName('consent');
  const { folder, secrets } = testRun();
  const logs = join(folder, 'logs', name);
  const processes = ownProcesses(name);
  const [database, redis, port] = await Promise.all([freshDatabase(), freshRedis(logs), freePort()]);
  const signerFolder = `${logs}.signer`;
  const corridor = {
    publicUrl: 'http://localhost:8080',
    ownerUrl: database.ownerUrl,
    redisUrl: redis.url,
    smtpUrl: '',
    // Asked only when somebody signs in, and nobody does.
    issuer: 'http://localhost:9',
    signerFolder,
    secrets,
  };
  const env: NodeJS.ProcessEnv = serviceEnvironment('consent', port, corridor, process.env);
  const service = new CityService({ service: 'consent', env, logs }, processes);
  await service.start();
  const seal = new Seal([secrets.MESSAGE_KEY]);
  const latest = async () => (await fetch(`${service.url}/ledger/checkpoint`)).text();
  return {
    service,
    database,
    signerFolder,
    send: async (...messages) => {
      for (const message of messages) await addJob('consent', redis.url, envelope(message, seal));
    },
    published: (size) => eventually(latest, (note) => Number(note.split('\n')[1]) >= size, 20),
    run: (program, given = [], { input = '', settings = {} } = {}) => {
      const path = join(DIST, 'apps', 'consent', 'src', `${program}.js`);
      return runProgram([path, ...given], input, { ...env, ...settings });
    },
    log: () => readFileSync(join(logs, 'consent.log'), 'utf8'),
    stop: async () => {
      await processes.stopAll();
      await Promise.all([redis.stop(), database.drop()]);
    },
  };
}

async function runProgram(given: string[], input: string, env: NodeJS.ProcessEnv): Promise<CommandAnswer> {
  const program = spawn(process.execPath, given, { env, cwd: ROOT });
  const closed = once(program, 'close');
  // A program that ends before it read its input closes the pipe; what it says tells more.
  program.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr, [status]] = await Promise.all([text(program.stdout), text(program.stderr), closed]);
  return { status, stdout, stderr };
}
