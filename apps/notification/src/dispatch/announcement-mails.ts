import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { TopicSender } from '#libs/contracts';
import { type ComposedMail, composeMail } from '#libs/mail';
import { TopicEntity } from '../intake/topic.entity.ts';
import { Letterhead } from '../letters/letterhead.ts';
import { MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import { type AnnouncementFacts, type AnnouncementWords, announcementMail } from './announcement-mail.ts';
import type { Intent, LeasedBatch } from './dispatch.ts';

/** What was released cannot be read any more, or is not what its hash says. */
export class ContentChanged extends Error {
  override readonly name = 'ContentChanged';
}

/** An announcement, ready to be written to one resident after the other. */
export interface PreparedAnnouncement {
  facts: AnnouncementFacts;
  /** By the resident's language. */
  wordsIn(language: string): AnnouncementWords;
}

interface Released {
  texts: Record<string, { subject: string; body: string }>;
  sender: TopicSender;
}

@Injectable()
export class AnnouncementMails {
  constructor(
    private readonly dataSource: DataSource,
    private readonly letterhead: Letterhead,
    private readonly speeches: MailSpeeches,
  ) {}

  /**
   * Reads what was released from the release itself: nobody can change that under a running dispatch (MSG-2).
   * @throws ContentChanged
   */
  async prepare({ announcementId, dispatchId, contentHash, messageKey, topic: slug }: LeasedBatch) {
    const { texts, sender } = await this.#released(announcementId, contentHash);
    const topic = await this.dataSource.manager.findOneByOrFail(TopicEntity, { slug });
    const rendered = new Map<string, AnnouncementWords>();
    const prepared: PreparedAnnouncement = {
      facts: { announcementId, dispatchId, messageKey, topic, sender },
      wordsIn: (language) => {
        const words = rendered.get(language) ?? this.#words(texts, language);
        rendered.set(language, words);
        return words;
      },
    };
    return prepared;
  }

  /** @throws UnsafeAddress for what is not exactly one address. */
  async compose(prepared: PreparedAnnouncement, intent: Intent, now: Date): Promise<ComposedMail> {
    const { letterhead } = this;
    const words = prepared.wordsIn(intent.language);
    return composeMail(announcementMail(words, prepared.facts, { intent, letterhead, now }));
  }

  #words(texts: Released['texts'], language: string): AnnouncementWords {
    const speech = this.speeches.in(language);
    const code = Object.hasOwn(texts, speech.language) ? speech.language : Object.keys(texts)[0];
    const text = code === undefined ? undefined : texts[code];
    if (!text) throw new ContentChanged('the announcement is written in no language');
    return { speech, subject: text.subject, body: renderBody(text.body) };
  }

  async #released(announcementId: string, contentHash: string): Promise<Released> {
    const [release] = await this.dataSource.query<{ content: string }[]>(
      'SELECT content FROM releases WHERE announcement_id = $1 AND content_hash = $2 LIMIT 1',
      [announcementId, contentHash],
    );
    const content = release?.content ?? '';
    if (createHash('sha256').update(content).digest('hex') !== contentHash) {
      throw new ContentChanged('what was released is not what its hash says');
    }
    return JSON.parse(content) as Released;
  }
}
