import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { Corridor } from '#libs/messaging';
import type { Installation } from '../../installation/installation.ts';
import { eventsOf, publishedTopics } from '../../neighbour/events.ts';
import { startNeighbour } from '../../neighbour/neighbour.ts';

const WRITERS = 8;
const PAUSE_MILLISECONDS = 20;

interface Event {
  eventId: string;
  requestId?: string;
}

/** Both neighbours of *consent*, in this process, which nobody kills: one posts without end, the other counts what it is told. */
export interface Load {
  /** Events whose transaction committed: they must never be lost. */
  acknowledged: Set<string>;
  /** Events whose commit was not answered: they may be there or not. */
  uncertain: Set<string>;
  /** How often *notification* took that a request is in the ledger, by request. */
  told(owner: Client): Promise<Map<string, number>>;
  /** Stops posting, and goes on handing on what was posted. */
  endPosting(): Promise<void>;
  close(): Promise<void>;
}

export async function startLoad(installation: Installation): Promise<Load> {
  const { redisUrl, secrets } = installation;
  const common = { redisUrl, messageKey: [secrets.MESSAGE_KEY], republishSeconds: 5 };
  const heard = new Map<string, string>();
  const taker = await startNeighbour({
    ...{ service: 'notification', databaseUrl: installation.databaseUrl('notification'), ...common },
    take: async (message, { messageId }) => {
      const { requestId, confirmation } = message as { requestId?: string; confirmation?: unknown };
      if (requestId && confirmation) heard.set(messageId, requestId);
    },
  });
  const poster = await startNeighbour({
    ...{ service: 'subscription', databaseUrl: installation.databaseUrl('subscription'), ...common },
    take: async () => {},
  });
  const corridor = poster.get(Corridor);
  for (const topic of publishedTopics(new Date().toISOString()))
    await corridor.act(async (act) => act.post(topic));
  const posting = startPosting((event) => corridor.act(async (act) => act.post(event)));
  return {
    ...{ acknowledged: posting.acknowledged, uncertain: posting.uncertain },
    told: (owner) => countTaken(owner, heard),
    endPosting: posting.end,
    close: async () => {
      await Promise.all([poster.close(), taker.close()]);
    },
  };
}

/**
 * By what lies in the inbox: a crash may keep back the answer to the commit that put it there.
 * @param heard the request by message, also of those that were not taken in the end.
 */
async function countTaken(owner: Client, heard: Map<string, string>): Promise<Map<string, number>> {
  const told = new Map<string, number>();
  const { rows } = await owner.query<{ id: string }>('SELECT message_id AS id FROM notification.inbox');
  for (const { id } of rows) {
    const request = heard.get(id);
    if (request) told.set(request, (told.get(request) ?? 0) + 1);
  }
  return told;
}

function startPosting(post: (event: Event) => Promise<unknown>) {
  const acknowledged = new Set<string>();
  const uncertain = new Set<string>();
  let resident = 0;
  let isOver = false;
  const tell = async () => {
    while (!isOver) {
      resident += 1;
      for (const event of eventsOf(resident, new Date()) as Event[]) {
        const answered = await post(event).then(
          () => true,
          () => false,
        );
        (answered ? acknowledged : uncertain).add(event.eventId);
        // Also after a failure: with the database away each try fails at once, and millions of them fill the memory.
        await pause(PAUSE_MILLISECONDS);
        if (!answered) break;
      }
    }
  };
  const writers = Array.from({ length: WRITERS }, tell);
  const end = async () => {
    isOver = true;
    await Promise.all(writers);
  };
  return { acknowledged, uncertain, end };
}
