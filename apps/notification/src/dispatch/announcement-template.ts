import {
  addressSlot,
  composeMail,
  dateSlot,
  dateValue,
  type Envelope,
  envelopeOf,
  messageToken,
  SegmentedMail,
  tokenSlot,
  type WireForm,
} from '#libs/mail';
import type { Letterhead } from '../letters/letterhead.ts';
import { type AnnouncementFacts, type AnnouncementWords, announcementMail } from './announcement-mail.ts';
import type { Intent } from './dispatch.ts';

const SLOTS = {
  to: addressSlot,
  sentAt: dateSlot,
  messageToken: tokenSlot(28),
  leaveToken: tokenSlot(54),
};

export interface Filling {
  dispatchId: string;
  messageKey: Buffer;
  sentAt: Date;
  /** The envelope's sender, when it is not the one of the mail: the return path of this delivery. */
  returnPath?: string;
}

/** The mail to one resident. Its octets are made when they are asked for. */
export interface FilledMail {
  envelope: Envelope;
  octets(form: WireForm): Buffer;
}

/** An announcement in one language, composed and cut once: see `SegmentedMail`. */
export class AnnouncementTemplate {
  private constructor(
    private readonly mail: SegmentedMail<keyof typeof SLOTS>,
    private readonly address: string,
    private readonly letterhead: Letterhead,
  ) {}

  static async cut(
    words: AnnouncementWords,
    facts: AnnouncementFacts,
    letterhead: Letterhead,
  ): Promise<AnnouncementTemplate> {
    const mail = await SegmentedMail.cut(SLOTS, ({ sentAt, ...own }, boundary) => {
      const lines = { ...own, sentAt: new Date(sentAt) };
      return composeMail({ ...announcementMail(words, facts, { own: lines, letterhead }), boundary });
    });
    const { address } = letterhead.from(facts.sender, words.speech);
    return new AnnouncementTemplate(mail, address, letterhead);
  }

  /** @throws UnsafeAddress for what is not exactly one address. */
  fill({ residentId, subscriptionId, address }: Intent, filling: Filling): FilledMail {
    const { dispatchId, messageKey, sentAt, returnPath = this.address } = filling;
    const envelope = envelopeOf({ from: returnPath, to: address });
    const values = {
      to: envelope.to,
      sentAt: dateValue(sentAt),
      messageToken: messageToken(messageKey, [dispatchId, residentId]),
      leaveToken: this.letterhead.leaveToken(subscriptionId),
    };
    return { envelope, octets: (form) => this.mail.fill(values, form) };
  }
}
