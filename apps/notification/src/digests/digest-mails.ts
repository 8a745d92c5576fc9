import type { DkimSigner } from '#libs/dkim';
import { type ComposedMail, composeMail } from '#libs/mail';
import type { Leased } from '../letters/letter.ts';
import type { Letterhead } from '../letters/letterhead.ts';
import type { MailSpeech, MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import type { Database } from '../sending/batch.ts';
import { type Released, readReleased, textIn } from '../sending/released.query.ts';
import { type DigestItem, digestItems, leaveOutHeld, type WrittenItem } from './digest-item.query.ts';
import { digestMail } from './digest-mail.ts';

export const DIGEST_DESK = Symbol('desk of digests');

/** Announcements that are kept rendered: thousands of digests in a row tell of the same few. */
const KEPT = 200;

/** Who writes, in which words, and with which keys. */
export interface Desk {
  letterhead: Letterhead;
  speeches: MailSpeeches;
  signer: DkimSigner;
}

type Written = Pick<WrittenItem, 'subject' | 'sender' | 'body'>;

/** Reads what digests tell of, and makes mails of it. */
export class DigestMails {
  readonly #written = new Map<string, Promise<Written>>();

  constructor(
    private readonly database: Database,
    private readonly desk: Desk,
  ) {}

  /**
   * Reads the standings in the same moment: call it right before the hand-off. What is about a topic that they left since is left out,
   * and what staff hold back. Signed when we sign.
   * @returns undefined when nothing is left that they may be written to about.
   */
  async compose(digest: Leased, now: Date): Promise<ComposedMail | 'withheld' | undefined> {
    if (!(await leaveOutHeld(this.database, digest.id))) return 'withheld';
    const speech = this.desk.speeches.in(digest.language);
    const items = await digestItems(this.database, digest.id);
    const [first, ...others] = await Promise.all(items.map((item) => this.#write(item, speech)));
    if (!first) return undefined;
    const mail = await composeMail(
      digestMail(digest, { items: [first, ...others], speech, now }, this.desk.letterhead),
    );
    return { ...mail, content: await this.desk.signer.signMail(mail.content, now) };
  }

  async #write(item: DigestItem, { language }: MailSpeech): Promise<WrittenItem> {
    const { announcementId, contentHash } = item;
    const key = `${announcementId} ${language}`;
    const written =
      this.#written.get(key) ??
      readReleased(this.database, { announcementId, contentHash }).then((released) =>
        rendered(released, language),
      );
    this.#written.delete(key);
    this.#written.set(key, written);
    for (const oldest of this.#written.keys()) if (this.#written.size > KEPT) this.#written.delete(oldest);
    written.catch(() => this.#written.delete(key));
    return { ...item, ...(await written) };
  }
}

function rendered(released: Released, language: string): Written {
  const { subject, body } = textIn(released, language);
  return { subject, sender: released.sender, body: renderBody(body) };
}
