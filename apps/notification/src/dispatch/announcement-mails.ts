import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { TopicSender } from '#libs/contracts';
import { DkimSigner } from '#libs/dkim';
import type { ComposedMail } from '#libs/mail';
import { TopicEntity } from '../intake/topic.entity.ts';
import { Letterhead } from '../letters/letterhead.ts';
import { MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import type { AnnouncementFacts, AnnouncementWords } from './announcement-mail.ts';
import { AnnouncementTemplate } from './announcement-template.ts';
import type { Intent, LeasedBatch } from './dispatch.ts';

/** What was released cannot be read any more, or is not what its hash says. */
export class ContentChanged extends Error {
  override readonly name = 'ContentChanged';
}

/** An announcement, ready to be written to one resident after the other. */
export interface PreparedAnnouncement {
  dispatchId: string;
  messageKey: Buffer;
  /** By the resident's language. */
  templateIn(language: string): Promise<AnnouncementTemplate>;
}

interface Released {
  texts: Record<string, { subject: string; body: string }>;
  sender: TopicSender;
}

@Injectable()
export class AnnouncementMails {
  constructor(
    private readonly dataSource: DataSource,
    readonly letterhead: Letterhead,
    private readonly speeches: MailSpeeches,
    readonly signer: DkimSigner,
  ) {}

  /**
   * Reads what was released from the release itself: nobody can change that under a running dispatch (MSG-2).
   * @throws ContentChanged
   */
  async prepare({ announcementId, dispatchId, contentHash, messageKey, topic: slug }: LeasedBatch) {
    const { texts, sender } = await this.#released(announcementId, contentHash);
    const topic = await this.dataSource.manager.findOneByOrFail(TopicEntity, { slug });
    const facts = { announcementId, topic, sender };
    const templates = new Map<string, Promise<AnnouncementTemplate>>();
    const prepared: PreparedAnnouncement = {
      dispatchId,
      messageKey,
      templateIn: (language) => {
        const { language: code } = this.speeches.in(language);
        const template = templates.get(code) ?? this.#cut(texts, facts, code);
        templates.set(code, template);
        return template;
      },
    };
    return prepared;
  }

  /** @throws UnsafeAddress for what is not exactly one address. */
  async compose(prepared: PreparedAnnouncement, intent: Intent, now: Date): Promise<ComposedMail> {
    const template = await prepared.templateIn(intent.language);
    const { envelope, octets } = await template.write(intent, { ...prepared, sentAt: now });
    return { envelope, content: octets('plain') };
  }

  async #cut(texts: Released['texts'], facts: AnnouncementFacts, language: string) {
    return AnnouncementTemplate.cut(this.#words(texts, language), facts, this);
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
