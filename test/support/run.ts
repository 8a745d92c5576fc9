import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Processes } from '../../tools/processes/processes.ts';
import type { Secrets } from '../../tools/secrets.ts';

/** What `npm test` prepared for all test files of this run. */
export interface TestRun {
  /** The database `postgres`, signed in as a role that may make databases. */
  ownerUrl: string;
  /** Whether others may use the server as well: then nothing of ours stays on it. */
  isServerGiven: boolean;
  template: string;
  redisUrl: string;
  redisProgram: string;
  secrets: Secrets;
  folder: string;
}

/** @throws Error when Jest was started by itself: these tests need servers. */
export function testRun(): TestRun {
  return {
    ownerUrl: given('TEST_DATABASE_OWNER_URL'),
    isServerGiven: given('TEST_SERVER') === 'given',
    template: given('TEST_TEMPLATE_DATABASE'),
    redisUrl: given('TEST_REDIS_URL'),
    redisProgram: given('TEST_REDIS_PROGRAM'),
    secrets: JSON.parse(given('TEST_SECRETS')) as Secrets,
    folder: given('TEST_FOLDER'),
  };
}

/** A name that no other test of this run has: a worker runs several files, each with modules of its own. */
export function ownName(purpose: string): string {
  return `${purpose}_${randomBytes(6).toString('hex')}`;
}

/** Processes of one test file. `npm test` ends what it leaves behind, and counts it as a failure. */
export function ownProcesses(name: string): Processes {
  return new Processes(join(testRun().folder, `${name}.processes`));
}

function given(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(
    `${name} is missing: this test needs servers, run it by \`npm test -- service\` (or flow, page)`,
  );
}
