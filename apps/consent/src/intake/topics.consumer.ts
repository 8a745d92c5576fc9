import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UnrecoverableError } from 'bullmq';
import { Clock } from '#libs/clock';
import { type Notice, TopicPublishedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { Sequencing } from '../ledger/sequencing.ts';
import { insertNotice } from './notices.query.ts';
import { addPending } from './pending.query.ts';

/** Keeps the words that consent is asked with, and has them logged before their first use. */
@Injectable()
export class TopicsConsumer {
  constructor(
    private readonly sequencing: Sequencing,
    private readonly clock: Clock,
  ) {}

  @Takes(TopicPublishedV1)
  async topicPublished(published: TopicPublishedV1, taken: Taken): Promise<void> {
    for (const notice of published.notices) {
      refuseOtherWords(notice);
      const isNew = await insertNotice(taken.manager, {
        ...notice,
        topic: published.topic,
        topicVersion: published.topicVersion,
        topicName: published.names[notice.language] ?? published.topic,
        receivedAt: this.clock.now(),
      });
      if (isNew) await this.#log(notice.sha256, published, taken);
    }
    taken.whenDurable(() => this.sequencing.wake());
  }

  async #log(sha256: string, { publishedAt }: TopicPublishedV1, { manager, storyId }: Taken): Promise<void> {
    await addPending(
      manager,
      {
        kind: 'notice',
        eventId: null,
        storyId,
        occurredAt: new Date(publishedAt),
        content: sha256,
        sealed: null,
      },
      'notice',
    );
  }
}

function refuseOtherWords({ sha256, text }: Notice): void {
  if (createHash('sha256').update(text, 'utf8').digest('hex') === sha256) return;
  throw new UnrecoverableError('the text of a notice has another SHA-256 than the message says');
}
