import { Inject, Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { Clock } from '#libs/clock';
import { InvalidMessage, readMessage } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from './corridor.ts';
import { boundTo, type Envelope } from './envelope.ts';
import { Handlers } from './handlers.ts';
import { MessagingOptions } from './messaging-options.ts';
import { Seal } from './seal.ts';

/** Takes one message: its inbox row and its work are one transaction, so a repeated message does nothing. */
@Injectable()
export class Intake {
  readonly #seal: Seal;

  constructor(
    private readonly corridor: Corridor,
    private readonly handlers: Handlers,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    options: MessagingOptions,
  ) {
    this.#seal = new Seal(options.messageKey);
  }

  /** Ends in one of three ways: done, later (throws), never (UnrecoverableError: the job stays among the failed). */
  async take(envelope: Envelope): Promise<void> {
    const { id: messageId, kind, storyId } = envelope;
    const message = this.#read(envelope);
    const handle = this.handlers.find(message);
    if (!handle) throw new UnrecoverableError(`${kind} has no handler here`);
    const outcome = await this.corridor.act(async (act) => {
      const noted = await act.manager.query<unknown[]>(
        `INSERT INTO inbox (message_id, kind, taken_at) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING RETURNING message_id`,
        [messageId, kind, this.clock.now()],
      );
      if (noted.length === 0) return 'known already';
      await handle(message, { ...act, messageId });
      return 'taken';
    }, storyId);
    this.logger.info({ kind, messageId, storyId }, outcome);
  }

  #read(envelope: Envelope): object {
    try {
      return readMessage(envelope.kind, this.#seal.open(envelope.sealed, boundTo(envelope)));
    } catch (error) {
      // Neither a broken contract nor a broken seal mends itself by waiting. The words name properties, never values.
      throw new UnrecoverableError(
        error instanceof InvalidMessage ? error.message : 'the seal does not open',
      );
    }
  }
}
