import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { parseCheckpoint } from '#libs/tlog';
import type { Installation } from '../../installation/installation.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { say } from '../../say.ts';
import { checkLedger, type Findings } from './check.ts';
import { findSteps, runUntil } from './consent.ts';
import { type Load, startLoad } from './load.ts';
import { type StormOrder, storm } from './storm.ts';

const SETTLE_SECONDS = 300;

export interface OrdealOrder extends StormOrder {
  /** How many of the steps are tried, drawn by chance; all of them without it. */
  steps?: number;
}

export interface Ordeal extends Findings {
  steps: number;
  /** Steps that this run's load did not reach again. */
  notReached: string[];
}

/** Kills *consent* at each of its steps and at random, crashes its database, and looks at what is left. */
export async function ordeal(installation: Installation, order: OrdealOrder): Promise<Ordeal> {
  const load = await startLoad(installation);
  const signed = new Map<number, Set<string>>();
  const remember = () => rememberSigned(join(installation.folder, 'signer', 'signed-last'), signed);
  try {
    const found = await findSteps(installation);
    const chosen = order.steps === undefined ? found : draw(found, order.steps, order.random);
    const notReached: string[] = [];
    for (const step of chosen) {
      for (const when of ['before', 'after'] as const) {
        const reached = await runUntil(installation, step, when);
        remember();
        if (!reached) notReached.push(`${when} ${step}`);
      }
    }
    say(
      'Steps',
      `${chosen.length} of ${found.length}, before and after each; ${notReached.length} not reached`,
    );
    await storm(installation, { ...order, afterKill: remember });
    say('Storm', `${order.kills} kills among two processes, ${order.crashes} crashes of PostgreSQL`);
    const findings = await settleAndCheck(installation, load, signed);
    return { ...findings, steps: chosen.length, notReached };
  } finally {
    await load.close();
  }
}

/** Lets everything that was posted come to its end, undisturbed. */
async function settleAndCheck(installation: Installation, load: Load, signed: Map<number, Set<string>>) {
  await load.endPosting();
  const consent = await installation.start('consent', { REPUBLISH_SECONDS: '5' });
  const findings = await asOwner(installation.ownerUrl, async (owner) => {
    await waitUntil('everything that was posted to settle', SETTLE_SECONDS, () => isSettled(owner));
    const { acknowledged, uncertain } = load;
    return checkLedger(owner, { acknowledged, uncertain, told: await load.told(owner) }, signed);
  });
  await consent.stop();
  return findings;
}

async function isSettled(owner: Client): Promise<boolean> {
  const { rows } = await owner.query<{ settled: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM subscription.outbox) AND NOT EXISTS (SELECT 1 FROM consent.pending)
        AND NOT EXISTS (SELECT 1 FROM consent.outbox)
        AND (SELECT max(size) FROM consent.checkpoints) = (SELECT max(size) FROM consent.signed_checkpoints) AS settled`,
  );
  return rows[0]?.settled ?? false;
}

/** A signer that is killed before it could publish has still promised what it signed. */
function rememberSigned(file: string, signed: Map<number, Set<string>>): void {
  const { size, root } = parseCheckpoint(readFileSync(file, 'utf8'));
  signed.set(size, (signed.get(size) ?? new Set()).add(Buffer.from(root).toString('base64')));
}

function draw(all: string[], count: number, random: () => number): string[] {
  const left = [...all];
  return Array.from({ length: Math.min(count, all.length) }, () => {
    const [drawn = ''] = left.splice(Math.floor(random() * left.length), 1);
    return drawn;
  });
}
