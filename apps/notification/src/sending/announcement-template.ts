import type { KeyObject } from 'node:crypto';
import type { DkimSigner } from '#libs/dkim';
import {
  addressSlot,
  composeMail,
  dateSlot,
  dateValue,
  envelopeOf,
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
  messageKey: KeyObject;
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

/** An announcement in one language, composed and cut once: see `SegmentedMail`. */
export class AnnouncementTemplate {
  private constructor(
    private readonly template: Template,
    private readonly address: string,
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
    return new AnnouncementTemplate(template, address, pen);
  }

  /**
   * Fills it for one resident, and signs it when we sign: then a thread works on it for a quarter of a millisecond, so let
   * several be written at once. What could not be signed is not returned (MAIL-5).
   * @throws UnsafeAddress for what is not exactly one address.
   */
  async write({ residentId, subscriptionId, address }: Intent, filling: Filling): Promise<WireMail> {
    const { dispatchId, messageKey, sentAt, returnPath = this.address } = filling;
    const { letterhead, signer } = this.pen;
    const envelope = envelopeOf({ from: returnPath, to: address });
    const values = {
      to: envelope.to,
      sentAt: dateValue(sentAt),
      messageToken: messageToken(messageKey, [dispatchId, residentId]),
      leaveToken: letterhead.leaveToken(subscriptionId),
      manageToken: letterhead.manageToken(residentId, sentAt),
    };
    if (!signer.signs) return { envelope, octets: (form) => this.template.fill(values, form) };
    const signatures = Buffer.from(await signer.sign(this.template.signable(values), sentAt), 'latin1');
    return { envelope, octets: (form) => Buffer.concat([signatures, this.template.fill(values, form)]) };
  }
}
