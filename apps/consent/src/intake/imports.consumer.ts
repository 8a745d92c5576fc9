import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { BusinessCalendar } from '#libs/calendar';
import { Clock, Random } from '#libs/clock';
import { ConsentImportedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { drawSalts } from '../ledger/salts.ts';
import { Sequencing } from '../ledger/sequencing.ts';
import { endOfTerm } from '../standing/implied-term.ts';
import type { NoticeEntity } from './notice.entity.ts';
import { findNotices, insertNotice } from './notices.query.ts';
import { importedPayload } from './payloads.ts';
import { addAllPending, addPending } from './pending.query.ts';
import { pendingConsent } from './pending-consent.ts';

/** Takes accepted rows of an import: the words first, so that they are logged before they are relied on. */
@Injectable()
export class ImportsConsumer {
  readonly #newSalt: () => Buffer;

  constructor(
    private readonly sequencing: Sequencing,
    private readonly calendar: BusinessCalendar,
    private readonly clock: Clock,
    random: Random,
  ) {
    this.#newSalt = drawSalts(random);
  }

  @Takes(ConsentImportedV1)
  async imported(message: ConsentImportedV1, taken: Taken): Promise<void> {
    refuseOtherWords(message);
    for (const notice of this.#words(message)) {
      if (await insertNotice(taken.manager, notice)) await logNotice(notice, taken);
    }
    const notices = await findNotices(
      taken.manager,
      message.topics.map(({ notice }) => notice),
    );
    const payload = importedPayload(message, notices, this.#expiresAt(message));
    const pending = pendingConsent(payload, { storyId: taken.storyId, newSalt: this.#newSalt });
    taken.together(addAllPending, { ...pending, turn: 'normal' });
    taken.whenDurable(() => this.sequencing.wake());
  }

  /** IMP-2, in the city's time zone. It stands in the event, so the standing follows from the ledger alone. */
  #expiresAt({ obtainedOn, basis }: ConsentImportedV1): Date | undefined {
    const day = endOfTerm(obtainedOn, basis);
    return day === undefined ? undefined : this.calendar.beginningOf(day);
  }

  #words({ topics, language, wording }: ConsentImportedV1): NoticeEntity[] {
    return topics.map(({ topic, topicVersion, notice }) => ({
      sha256: notice,
      topic,
      topicVersion,
      language,
      topicName: topic,
      text: wording,
      receivedAt: this.clock.now(),
    }));
  }
}

async function logNotice({ sha256, receivedAt }: NoticeEntity, { manager, storyId }: Taken): Promise<void> {
  const common = { kind: 'notice', eventId: null, storyId, sealed: null } as const;
  await addPending(manager, { ...common, occurredAt: receivedAt, content: sha256 }, 'notice');
}

function refuseOtherWords({ topics, wording }: ConsentImportedV1): void {
  const sha256 = createHash('sha256').update(wording, 'utf8').digest('hex');
  if (topics.every(({ notice }) => notice === sha256)) return;
  throw new UnrecoverableError('the wording of an import has another SHA-256 than its topics name');
}
