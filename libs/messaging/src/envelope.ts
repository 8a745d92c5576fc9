import type { Lane, Service } from '#libs/contracts';

/** One message on its way: a row of the outbox, and the data of a job. Only `sealed` holds content. */
export interface Envelope {
  /** Also the job's id, so that a message waits in a queue only once. */
  id: string;
  kind: string;
  /** Follows one story through all services, in logs and rows. */
  storyId: string;
  sealed: string;
}

/** Binds the sealed content to its envelope. */
export function boundTo({ id, kind }: Pick<Envelope, 'id' | 'kind'>): string {
  return `${kind} ${id}`;
}

/** BullMQ allows no colon in a queue's name. */
export function queueName(recipient: Service, lane: Lane): string {
  return `${recipient}.${lane}`;
}
