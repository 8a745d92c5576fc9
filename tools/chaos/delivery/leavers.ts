import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { StandingEndedV1 } from '#libs/contracts';
import { Corridor } from '#libs/messaging';
import type { Installation } from '../../installation/installation.ts';
import { startNeighbour } from '../../neighbour/neighbour.ts';

const PAUSE_MILLISECONDS = 100;
const LOOK_MILLISECONDS = 50;

export interface Member {
  residentId: string;
  subscriptionId: string;
  address: string;
}

export interface LeavingOrder {
  topic: string;
  members: Member[];
  random: () => number;
  after: () => Promise<unknown>;
}

/** Residents who leave while the storm is on, each by a message of *consent*, which nobody kills. */
export interface Leavers {
  /** When *notification* was seen to have ended the standing, by address. A late look makes no fault where there is none. */
  left: Map<string, number>;
  /** Nobody leaves any more; whoever left is looked for until it is ended. */
  endLeaving(): Promise<void>;
  close(): Promise<void>;
}

/** @param order `after`: nobody leaves before it resolves. */
export async function startLeaving(
  installation: Installation,
  pool: Pool,
  { topic, members, random, after }: LeavingOrder,
): Promise<Leavers> {
  const consent = await startNeighbour({
    ...{
      service: 'consent',
      databaseUrl: installation.databaseUrl('consent'),
      redisUrl: installation.redisUrl,
    },
    ...{ messageKey: [installation.secrets.MESSAGE_KEY], republishSeconds: 5 },
    take: async () => {},
  });
  const corridor = consent.get(Corridor);
  const left = new Map<string, number>();
  const waiting = new Map<string, Member>();
  const staying = [...members];
  let isLeavingOver = false;
  let isOver = false;
  const leave = async () => {
    await after();
    while (!isLeavingOver && staying.length > 0) {
      const [member] = staying.splice(Math.floor(random() * staying.length), 1);
      if (!member) return;
      waiting.set(member.residentId, member);
      // Whether a commit that was not answered is there is seen in the audience.
      await corridor.act(async (act) => act.post(ended(topic, member))).catch(() => undefined);
      await pause(PAUSE_MILLISECONDS);
    }
  };
  const look = async () => {
    while (!isOver) {
      const found = await endedOf(pool, [...waiting.keys()]).catch(() => []);
      for (const id of found) {
        left.set(waiting.get(id)?.address ?? '', Date.now());
        waiting.delete(id);
      }
      await pause(LOOK_MILLISECONDS);
    }
  };
  const leaving = leave();
  const looking = look();
  return {
    left,
    endLeaving: async () => {
      isLeavingOver = true;
      await leaving;
    },
    close: async () => {
      isOver = true;
      await looking;
      await consent.close();
    },
  };
}

function ended(topic: string, { residentId, subscriptionId }: Member): StandingEndedV1 {
  return Object.assign(new StandingEndedV1(), {
    ...{ residentId, reason: 'withdrew', endedAt: new Date().toISOString() },
    standings: [{ topic, subscriptionId, version: 2, ledgerIndex: 9_000_000 }],
  });
}

async function endedOf(pool: Pool, ids: string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT resident_id AS id FROM notification.audience WHERE resident_id = ANY($1::uuid[]) AND NOT active',
    [ids],
  );
  return rows.map(({ id }) => id);
}
