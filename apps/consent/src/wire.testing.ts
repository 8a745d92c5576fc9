import { Queue } from 'bullmq';
import type { DataSource } from 'typeorm';
import { SystemRandom } from '#libs/clock';
import { contractOf, readMessage } from '#libs/contracts';
import type { Seal } from '#libs/messaging';

/** A message as it lies in a queue. */
export interface SentMessage {
  id: string;
  kind: string;
  storyId: string;
  sealed: string;
  lane: string;
}

/** Adds it to our queue, as a relay would. */
export async function addJob(redisUrl: string, sent: SentMessage): Promise<void> {
  const queue = new Queue(`consent.${sent.lane}`, { connection: { url: redisUrl } });
  await queue.add('messages', [sent], { removeOnComplete: true, attempts: 20, backoff: 100 });
  await queue.close();
}

export function envelope(message: object, seal: Seal): SentMessage {
  const { kind, lane } = contractOf(message);
  const random = new SystemRandom();
  const id = random.uuid();
  return { id, kind, lane, storyId: random.uuid(), sealed: seal.seal(message, `${kind} ${id}`) };
}

/** What waits in the outbox, opened, oldest first. */
export async function readOutbox<M extends object>(
  dataSource: DataSource,
  seal: Seal,
  contract: new () => M,
): Promise<(M & { storyId: string })[]> {
  const rows = await dataSource.query<(SentMessage & { storyId: string })[]>(
    'SELECT id, kind, sealed, story_id AS "storyId" FROM outbox ORDER BY sequence',
  );
  return rows.flatMap(({ id, kind, sealed, storyId }) => {
    const message = readMessage(kind, seal.open(sealed, `${kind} ${id}`));
    return message instanceof contract ? [Object.assign(message, { storyId })] : [];
  });
}
