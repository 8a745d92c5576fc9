import type { Lane, Service } from '#libs/contracts';

/** One message on its way: a row of the outbox, and an item of a job's data. Only `sealed` holds content. */
export interface Envelope {
  id: string;
  kind: string;
  /** Follows one story through all services, in logs and rows. */
  storyId: string;
  sealed: string;
}

/** The name of every job: it carries messages of any kinds, at least one, in the order in which they were posted. */
export const BATCH = 'messages';

/** What a job answers when its messages became jobs of their own: none of them is taken by it. */
export const FELL_APART = 'fell apart';

/** Jobs of one lane that its service takes at the same time: each holds one database connection. */
export const JOBS_AT_ONCE = 4;

/** Tried for about a day with growing waits; after that it stays among the failed jobs, for a person to see. */
export const JOB = {
  attempts: 60,
  backoff: { type: 'exponential', delay: 200, jitter: 0.5, maxDelay: 60_000 },
  removeOnComplete: true,
  removeOnFail: false,
} as const;

/**
 * A job of one message has the message's id, so that a message waits in a queue only once, however often it is published; one
 * of several has the id of their batch.
 */
export function jobOf(messages: Envelope[], batchId: string) {
  const [first] = messages;
  const jobId = messages.length === 1 && first ? first.id : batchId;
  return { name: BATCH, data: messages, opts: { ...JOB, jobId } };
}

/** Binds the sealed content to its envelope. */
export function boundTo({ id, kind }: Pick<Envelope, 'id' | 'kind'>): string {
  return `${kind} ${id}`;
}

/** BullMQ allows no colon in a queue's name. */
export function queueName(recipient: Service, lane: Lane): string {
  return `${recipient}.${lane}`;
}
