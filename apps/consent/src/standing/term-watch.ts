import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from '#libs/messaging';
import { Rounds } from '#libs/rounds';
import { addPending } from '../intake/pending.query.ts';
import { type ExpiredPayload, PAYLOAD_VERSION, writePayload } from '../ledger/consent-payload.ts';
import { derivedId } from '../ledger/derived-id.ts';
import { Sequencing } from '../ledger/sequencing.ts';
import { type GrantedTopic, termsOver } from './expiring.query.ts';

const LIMIT = 5000;

/** IMP-2: implied consent stops by itself. Nobody has to remember it: the term stands in the ledger. */
@Injectable()
export class TermWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly corridor: Corridor,
    private readonly sequencing: Sequencing,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.look(), { name: 'terms', everyMilliseconds: 30_000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** A term that waits for its leaf already is put in again without effect: its id follows from what it is about. */
  async look(): Promise<boolean> {
    await this.corridor.act(async ({ manager, storyId, whenDurable }) => {
      const over = await termsOver(manager, this.clock.now(), LIMIT);
      for (const term of over) {
        const payload = expiredPayload(term);
        const occurredAt = new Date(payload.occurred_at);
        const common = { kind: 'consent', storyId, sealed: null } as const;
        const content = writePayload(payload);
        await addPending(manager, { ...common, eventId: payload.event_id, occurredAt, content }, 'urgent');
      }
      if (over.length === 0) return;
      this.logger.info({ terms: over.length }, 'implied consent ended by itself');
      whenDurable(() => this.sequencing.wake());
    });
    return false;
  }
}

/** It happened when the term was over, not when somebody looked. The version is that of the grant: at the same one an end wins. */
function expiredPayload({ residentId, topic, ledgerIndex, expiresAt }: GrantedTopic): ExpiredPayload {
  return {
    v: PAYLOAD_VERSION,
    event_id: derivedId('expired', residentId, topic.topic, topic.version),
    resident_id: residentId,
    occurred_at: expiresAt?.toISOString() ?? '',
    manner: { control: 'clock', page: '' },
    action: 'expired',
    topics: [topic],
    granted_by: ledgerIndex,
  };
}
