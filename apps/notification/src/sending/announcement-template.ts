import type { DkimSigner } from '#libs/dkim';
import type { Mac } from '#libs/macs';
import {
  addressSlot,
  checkContent,
  composeMail,
  dateSlot,
  dateValue,
  type Envelope,
  envelopeOf,
  envelopesFrom,
  messageToken,
  SegmentedMail,
  tokenSlot,
} from '#libs/mail';
import type { WireMail } from '#libs/smtp';
import type { Letterhead } from '../letters/letterhead.ts';
import { type AnnouncementFacts, type AnnouncementWords, announcementMail } from './announcement-mail.ts';
import type { Intent } from './batch.ts';

const SLOTS = {
  to: addressSlot,
  sentAt: dateSlot,
  messageToken: tokenSlot(28),
  leaveToken: tokenSlot(54),
  manageToken: tokenSlot(60),
};

export interface Filling {
  dispatchId: string;
  messageMac: Mac;
  sentAt: Date;
  /** The envelope's sender, when it is not the one of the mail: the return path of this delivery. */
  returnPath?: string;
}

/** Who and with which keys: the same for all mails. */
export interface Pen {
  letterhead: Letterhead;
  signer: DkimSigner;
}

type Template = SegmentedMail<keyof typeof SLOTS>;
type Values = Record<keyof typeof SLOTS, string>;

/** An announcement in one language, composed and cut once: see `SegmentedMail`. */
export class AnnouncementTemplate {
  #date: { at: Date; value: string } | undefined;

  private constructor(
    private readonly template: Template,
    /** From the address that stands in the mail. */
    private readonly envelopeTo: (to: string) => Envelope,
    private readonly pen: Pen,
  ) {}

  static async cut(
    words: AnnouncementWords,
    facts: AnnouncementFacts,
    pen: Pen,
  ): Promise<AnnouncementTemplate> {
    const { letterhead } = pen;
    const template = await SegmentedMail.cut(SLOTS, ({ sentAt, ...own }, boundary) => {
      const lines = { ...own, sentAt: new Date(sentAt) };
      return composeMail({ ...announcementMail(words, facts, { own: lines, letterhead }), boundary });
    });
    const { address } = letterhead.from(facts.sender, words.speech);
    return new AnnouncementTemplate(template, envelopesFrom(address), pen);
  }

  /**
   * Fills it for one resident. When we sign, a thread works on it for a quarter of a millisecond, so let several be written at once.
   * What could not be signed is not returned (MAIL-5).
   * @throws UnsafeAddress for what is not exactly one address.
   */
  write({ residentId, subscriptionId, address }: Intent, filling: Filling): WireMail | Promise<WireMail> {
    const { dispatchId, messageMac, sentAt, returnPath } = filling;
    const { letterhead, signer } = this.pen;
    const envelope =
      returnPath === undefined ? this.envelopeTo(address) : envelopeOf({ from: returnPath, to: address });
    const values = {
      to: envelope.to,
      sentAt: this.#dateOf(sentAt),
      messageToken: messageToken(messageMac, [dispatchId, residentId]),
      leaveToken: letterhead.leaveToken(subscriptionId),
      manageToken: letterhead.manageToken(residentId, sentAt),
    };
    if (signer.signs) return this.#signed(envelope, values, sentAt);
    return { envelope, octets: (form) => this.template.fill(values, form), isChecked: true };
  }

  /** All of a window are written in the same moment. */
  #dateOf(sentAt: Date): string {
    if (this.#date?.at !== sentAt) this.#date = { at: sentAt, value: dateValue(sentAt) };
    return this.#date.value;
  }

  async #signed(envelope: Envelope, values: Values, sentAt: Date): Promise<WireMail> {
    const signatures = await this.pen.signer.sign(this.template.signable(values), sentAt);
    checkContent(Buffer.from(signatures), 'plain');
    return { envelope, octets: (form) => this.template.fill(values, form, signatures), isChecked: true };
  }
}
