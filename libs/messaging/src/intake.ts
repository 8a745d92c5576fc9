import { Inject, Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import type { EntityManager } from 'typeorm';
import { Clock } from '#libs/clock';
import { InvalidMessage, readMessage } from '#libs/contracts';
import { plainArray } from '#libs/database';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from './corridor.ts';
import { boundTo, type Envelope } from './envelope.ts';
import { type Handle, Handlers } from './handlers.ts';
import { MessagingOptions } from './messaging-options.ts';
import { Seal } from './seal.ts';

interface Opened {
  envelope: Envelope;
  message: object;
  handle: Handle;
}

/** Takes messages: their inbox rows and their work are one transaction, so a repeated message does nothing. */
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

  /**
   * All of them or none. Ends in one of three ways: done, later (throws), never (UnrecoverableError: the job stays among the
   * failed).
   */
  async take(envelopes: Envelope[]): Promise<void> {
    const opened = envelopes.map((envelope) => this.#open(envelope));
    const taken = await this.corridor.act(async (act) => {
      const fresh = await this.#note(act.manager, envelopes);
      for (const { envelope, message, handle } of opened) {
        const { id: messageId, storyId } = envelope;
        if (!fresh.has(messageId)) continue;
        const post = (told: object, ofStory = storyId) => act.post(told, ofStory);
        await handle(message, { ...act, storyId, post, messageId });
      }
      return fresh;
    });
    for (const { id: messageId, kind, storyId } of envelopes) {
      this.logger.info({ kind, messageId, storyId }, taken.has(messageId) ? 'taken' : 'known already');
    }
  }

  /** @returns the ids of those that were not taken before. */
  async #note(manager: EntityManager, envelopes: Envelope[]): Promise<Set<string>> {
    const noted = await manager.query<{ id: string }[]>(
      `INSERT INTO inbox (message_id, kind, taken_at) SELECT *, $3::timestamptz FROM unnest($1::uuid[], $2::text[])
       ON CONFLICT DO NOTHING RETURNING message_id AS id`,
      [
        plainArray(envelopes.map(({ id }) => id)),
        plainArray(envelopes.map(({ kind }) => kind)),
        this.clock.now(),
      ],
    );
    return new Set(noted.map(({ id }) => id));
  }

  #open(envelope: Envelope): Opened {
    const message = this.#read(envelope);
    const handle = this.handlers.find(message);
    if (!handle) throw new UnrecoverableError(`${envelope.kind} has no handler here`);
    return { envelope, message, handle };
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
