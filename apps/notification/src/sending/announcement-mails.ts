import { Mac } from '#libs/macs';
import type { Localised } from '#libs/site';
import type { WireMail } from '#libs/smtp';
import type { MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import type { AnnouncementFacts, AnnouncementWords } from './announcement-mail.ts';
import { AnnouncementTemplate, type Pen } from './announcement-template.ts';
import type { Database, Intent, LeasedBatch } from './batch.ts';
import { type Released, readReleased, textIn } from './released.query.ts';

/** An announcement, ready to be written to one resident after the other. */
export interface AnnouncementLetters {
  /** At once, or when it is signed. @throws UnsafeAddress for what is not exactly one address. */
  to(intent: Intent, sentAt: Date): WireMail | Promise<WireMail>;
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
   * From what was released, and not from what staff write to.
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
    const messageMac = new Mac(batch.messageKey);
    const released = await readReleased(this.database, { announcementId, contentHash });
    const { sender } = released;
    const facts = { announcementId, topic: { slug, names: await this.#names(slug) }, sender };
    const templates = new Map<string, AnnouncementTemplate>();
    for (const code of this.languages) templates.set(code, await this.#cut(released, facts, code));
    return {
      to: (intent, sentAt) => {
        const template = templates.get(this.speeches.in(intent.language).language);
        if (!template) throw new Error('the city speaks no such language');
        const returnPath = this.pen.letterhead.returnPath(dispatchId, intent.residentId);
        return template.write(intent, { dispatchId, messageMac, sentAt, ...(returnPath && { returnPath }) });
      },
    };
  }

  #cut(released: Released, facts: AnnouncementFacts, code: string): Promise<AnnouncementTemplate> {
    return AnnouncementTemplate.cut(this.#words(released, code), facts, this.pen);
  }

  #words(released: Released, language: string): AnnouncementWords {
    const speech = this.speeches.in(language);
    const { subject, body } = textIn(released, speech.language);
    return { speech, subject, body: renderBody(body) };
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
}
