import { Injectable } from '@nestjs/common';
import { BusinessCalendar } from '#libs/calendar';
import { Random } from '#libs/clock';
import {
  type AskedTopic,
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentDeclinedV1,
  ConsentWithdrewV1,
} from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { drawSalts } from '../ledger/salts.ts';
import { Sequencing } from '../ledger/sequencing.ts';
import { KnownNotices } from './known-notices.ts';
import {
  askedPayload,
  confirmedPayload,
  declinedPayload,
  type Notices,
  withdrewPayload,
} from './payloads.ts';
import { addAllPending } from './pending.query.ts';
import { pendingConsent } from './pending-consent.ts';
import { SealedConfirmations } from './sealed-confirmations.ts';

/** Puts consent events into the ledger's inbox, in the transaction that takes the message. */
@Injectable()
export class ConsentsConsumer {
  readonly #newSalt: () => Buffer;

  constructor(
    private readonly sequencing: Sequencing,
    private readonly notices: KnownNotices,
    private readonly confirmations: SealedConfirmations,
    private readonly calendar: BusinessCalendar,
    random: Random,
  ) {
    this.#newSalt = drawSalts(random);
  }

  @Takes(ConsentAskedV1)
  async asked(message: ConsentAskedV1, taken: Taken): Promise<void> {
    const { eventId, confirmation } = message;
    this.#add(askedPayload(message, await this.#known(message.topics, taken)), taken, {
      turn: 'normal',
      sealed: confirmation ? this.confirmations.seal(confirmation, eventId) : null,
    });
  }

  @Takes(ConsentConfirmedV1)
  async confirmed(message: ConsentConfirmedV1, taken: Taken): Promise<void> {
    const notices = await this.#known(message.topics, taken);
    this.#add(confirmedPayload(message, notices), taken, { turn: 'normal', sealed: null });
  }

  @Takes(ConsentDeclinedV1)
  async declined(message: ConsentDeclinedV1, taken: Taken): Promise<void> {
    const notices = await this.#known(message.topics, taken);
    this.#add(declinedPayload(message, notices), taken, { turn: 'normal', sealed: null });
  }

  /** Waits for nothing, not even for the words that the resident once saw (LEAVE-4). */
  @Takes(ConsentWithdrewV1)
  async withdrew(message: ConsentWithdrewV1, taken: Taken): Promise<void> {
    const notices = await this.notices.find(hashesOf(message.topics), taken);
    const deadline = this.calendar.deadlineFor(new Date(message.occurredAt));
    this.#add(withdrewPayload(message, notices, deadline), taken, { turn: 'urgent', sealed: null });
  }

  #add(
    payload: ConsentPayload,
    { storyId, together, whenDurable }: Taken,
    { turn, sealed }: { turn: 'urgent' | 'normal'; sealed: string | null },
  ): void {
    const newSalt = this.#newSalt;
    together(addAllPending, { ...pendingConsent(payload, { storyId, sealed, newSalt }), turn });
    whenDurable(() => this.sequencing.wake());
  }

  /** @throws Error when words are not known yet: they come with a message of their own, and this one is taken later. */
  async #known(topics: AskedTopic[], taken: Taken): Promise<Notices> {
    const notices = await this.notices.find(hashesOf(topics), taken);
    const unknown = hashesOf(topics).filter((hash) => !notices.has(hash));
    if (unknown.length > 0) throw new Error(`notices are not known yet: ${unknown.join(', ')}`);
    return notices;
  }
}

function hashesOf(topics: AskedTopic[]): string[] {
  return [...new Set(topics.map(({ notice }) => notice))];
}
