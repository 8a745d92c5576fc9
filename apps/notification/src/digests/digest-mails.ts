import type { DkimSigner } from '#libs/dkim';
import { type ComposedMail, composeMail, listHeaders, type Mail } from '#libs/mail';
import type { Leased } from '../letters/letter.ts';
import type { Letterhead } from '../letters/letterhead.ts';
import type { MailSpeech, MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import type { Database } from '../sending/batch.ts';
import { type Released, readReleased, textIn } from '../sending/released.query.ts';
import { type DigestItem, digestItems, type WrittenItem } from './digest-item.query.ts';
import { digestLetter } from './digest-letter.ts';

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

/** Makes mails of digests. */
export class DigestMails {
  readonly #written = new Map<string, Promise<Written>>();

  constructor(
    private readonly database: Database,
    private readonly desk: Desk,
  ) {}

  /**
   * Reads the standings in the same moment: call it right before the hand-off. What is about a topic that they left since is left out.
   * Signed when we sign.
   * @returns undefined when nothing is left that they may be written to about.
   */
  async compose(digest: Leased, now: Date): Promise<ComposedMail | undefined> {
    const speech = this.desk.speeches.in(digest.language);
    const items = await digestItems(this.database, digest.id);
    const [first, ...others] = await Promise.all(items.map((item) => this.#write(item, speech)));
    if (!first) return undefined;
    const mail = await composeMail(this.#mail(digest, { items: [first, ...others], speech, now }));
    return { ...mail, content: await this.desk.signer.signMail(mail.content, now) };
  }

  #mail(
    digest: Leased,
    { items, speech, now }: { items: [WrittenItem, ...WrittenItem[]]; speech: MailSpeech; now: Date },
  ): Mail {
    const { letterhead } = this.desk;
    const [{ sender, residentId, subscriptionId }] = items;
    const leave = [...new Map(items.map((item) => [item.topic, item])).values()].map((item) => ({
      name: speech.pick(item.names),
      url: letterhead.leaveUrl(item.subscriptionId, speech),
    }));
    const parts = digestLetter(speech, {
      items,
      writtenAt: now,
      leave,
      leaveEverythingUrl: letterhead.leaveEverythingUrl(subscriptionId, speech),
      manageUrl: letterhead.manageUrl(letterhead.manageToken(residentId, now), speech),
      pageOf: (announcementId) => `${letterhead.archiveUrl}/${announcementId}?lang=${speech.language}`,
    });
    return {
      ...parts,
      from: letterhead.from(sender, speech),
      returnPath: letterhead.letterReturnPath(digest.id),
      to: digest.address,
      replyTo: sender.email,
      messageId: digest.messageId,
      sentAt: now,
      language: speech.language,
      headers: this.#headers(items, speech),
    };
  }

  /** LEAVE-2: one press leaves the topic, or everything where there are several. MAIL-3: a machine put it together. [RFC 3834] */
  #headers(items: [WrittenItem, ...WrittenItem[]], speech: MailSpeech): Record<string, string> {
    const { letterhead } = this.desk;
    const [{ topic, subscriptionId, sender }] = items;
    const isOfOne = items.every((item) => item.topic === topic);
    const leave = isOfOne
      ? { ...letterhead.leave(subscriptionId), inOneClick: true }
      : letterhead.leaveEverything(subscriptionId);
    return {
      ...listHeaders({
        topic: isOfOne ? topic : 'digests',
        domain: letterhead.domain,
        helpUrl: isOfOne ? letterhead.topicUrl(topic) : letterhead.manageUrl(undefined, speech),
        archiveUrl: letterhead.archiveUrl,
        ownerAddress: sender.email,
        leave,
      }),
      'Feedback-ID': `digests:${isOfOne ? topic : 'several'}:digest:tidings`,
      'Auto-Submitted': 'auto-generated',
    };
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
