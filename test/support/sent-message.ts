import { Queue } from 'bullmq';
import { SystemRandom } from '#libs/clock';
import { contractOf } from '#libs/contracts';
import type { Seal } from '#libs/messaging';
import type { Service } from '../../tools/project.ts';

/** A message as it lies in a queue. */
export interface SentMessage {
  id: string;
  kind: string;
  storyId: string;
  sealed: string;
  lane: string;
}

/** Seals a message as its sender's outbox would. */
export function envelope(message: object, seal: Seal): SentMessage {
  const { kind, lane } = contractOf(message);
  const random = new SystemRandom();
  const id = random.uuid();
  return { id, kind, lane, storyId: random.uuid(), sealed: seal.seal(message, `${kind} ${id}`) };
}

/** Puts it into the queue of the service that takes it, as its sender's relay would. */
export async function addJob(taker: Service, redisUrl: string, sent: SentMessage): Promise<void> {
  const queue = new Queue(`${taker}.${sent.lane}`, { connection: { url: redisUrl } });
  await queue.add('messages', [sent], { removeOnComplete: true, attempts: 20, backoff: 100 });
  await queue.close();
}
