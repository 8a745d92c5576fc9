import type { Service } from '#libs/contracts';

/** What a service tells the messaging lib about itself. Also the token under which Nest provides it. */
export class MessagingOptions {
  service: Service;
  redisUrl: string;
  /** Keys that seal what the queues carry; the first seals, all of them open. */
  messageKey: string[];
  /** Seconds after which a message that nobody acknowledged is published again. */
  republishSeconds: number;
}
