import { createHash, createSecretKey } from 'node:crypto';
import type { TopicSender } from '#libs/contracts';
import type { Localised } from '#libs/site';
import type { WireMail } from '#libs/smtp';
import type { MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import type { AnnouncementFacts, AnnouncementWords } from './announcement-mail.ts';
import { AnnouncementTemplate, type Pen } from './announcement-template.ts';
import type { Database, Intent, LeasedBatch } from './batch.ts';

/** What was released cannot be read any more, or is not what its hash says. */
export class ContentChanged extends Error {
  override readonly name = 'ContentChanged';
}

/** An announcement, ready to be written to one resident after the other. */
export interface AnnouncementLetters {
  /** @throws UnsafeAddress for what is not exactly one address. */
  to(intent: Intent, sentAt: Date): Promise<WireMail>;
}

interface Released {
  texts: Record<string, { subject: string; body: string }>;
  sender: TopicSender;
}

/** So many dispatches are kept ready. */
const KEPT = 8;

/** Makes announcements ready, once for each dispatch and not for each batch. */
export class AnnouncementMails {
  readonly #kept = new Map<string, Promise<AnnouncementLetters>>();

  constructor(
    private readonly database: Database,
    private readonly pen: Pen,
    private readonly speeches: MailSpeeches,
    /** Codes of the city's languages. */
    private readonly languages: readonly string[],
  ) {}

  /**
   * Reads what was released from the release itself: nobody can change that under a running dispatch (MSG-2).
   * @throws ContentChanged
   */
  async prepare(batch: LeasedBatch): Promise<AnnouncementLetters> {
    const { dispatchId } = batch;
    const letters = this.#kept.get(dispatchId) ?? this.#make(batch);
    this.#kept.delete(dispatchId);
    this.#kept.set(dispatchId, letters);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > KEPT) this.#kept.delete(oldest);
    letters.catch(() => this.#kept.delete(dispatchId));
    return letters;
  }

  async #make(batch: LeasedBatch): Promise<AnnouncementLetters> {
    const { announcementId, dispatchId, contentHash, topic: slug } = batch;
    const messageKey = createSecretKey(batch.messageKey);
    const { texts, sender } = await this.#released(announcementId, contentHash);
    const facts = { announcementId, topic: { slug, names: await this.#names(slug) }, sender };
    const templates = new Map<string, AnnouncementTemplate>();
    for (const code of this.languages) templates.set(code, await this.#cut(texts, facts, code));
    return {
      to: async (intent, sentAt) => {
        const template = templates.get(this.speeches.in(intent.language).language);
        if (!template) throw new Error('the city speaks no such language');
        const returnPath = this.pen.letterhead.returnPath(dispatchId, intent.residentId);
        return template.write(intent, { dispatchId, messageKey, sentAt, ...(returnPath && { returnPath }) });
      },
    };
  }

  #cut(texts: Released['texts'], facts: AnnouncementFacts, code: string): Promise<AnnouncementTemplate> {
    return AnnouncementTemplate.cut(this.#words(texts, code), facts, this.pen);
  }

  #words(texts: Released['texts'], language: string): AnnouncementWords {
    const speech = this.speeches.in(language);
    const code = Object.hasOwn(texts, speech.language) ? speech.language : Object.keys(texts)[0];
    const text = code === undefined ? undefined : texts[code];
    if (!text) throw new ContentChanged('the announcement is written in no language');
    return { speech, subject: text.subject, body: renderBody(text.body) };
  }

  async #names(slug: string): Promise<Localised<string>> {
    const { rows } = await this.database.query<{ names: Localised<string> }>(
      'SELECT names FROM topics WHERE slug = $1',
      [slug],
    );
    const [topic] = rows;
    if (!topic) throw new Error('the topic of a dispatch is gone');
    return topic.names;
  }

  async #released(announcementId: string, contentHash: string): Promise<Released> {
    const { rows } = await this.database.query<{ content: string }>(
      'SELECT content FROM releases WHERE announcement_id = $1 AND content_hash = $2 LIMIT 1',
      [announcementId, contentHash],
    );
    const content = rows[0]?.content ?? '';
    if (createHash('sha256').update(content).digest('hex') !== contentHash) {
      throw new ContentChanged('what was released is not what its hash says');
    }
    return JSON.parse(content) as Released;
  }
}
