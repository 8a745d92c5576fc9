import { DkimSigner } from '#libs/dkim';
import { type ComposedMail, composeMail, type Mail } from '#libs/mail';
import type { Seal } from '#libs/messaging';
import type { Draft } from '../correspondence/draft.ts';
import { Drafts } from '../correspondence/drafts.ts';
import type { Known } from '../correspondence/known.ts';
import { type LeasedLetter, letterSeal } from './letter.ts';
import type { Letterhead } from './letterhead.ts';
import type { MailSpeech, MailSpeeches } from './mail-speech.ts';

/** MAIL-3: a machine wrote it, so no machine should answer. [RFC 3834] */
const WRITTEN_BY_A_MACHINE = { 'Auto-Submitted': 'auto-generated' };

/** Who writes, in which words, and with which keys: the same for all letters. */
export interface Desk {
  letterhead: Letterhead;
  speeches: MailSpeeches;
  seal: Seal;
  signer: DkimSigner;
}

/** Makes mails of letters. */
export class LetterMails {
  readonly #drafts: Drafts;

  constructor(
    known: Known,
    private readonly desk: Desk,
  ) {
    this.#drafts = new Drafts(known, desk.letterhead);
  }

  /**
   * Reads the standing in the same moment: call it right before the hand-off. Signed when we sign.
   * @returns undefined when the resident may not be written to any more.
   * @throws Error while a topic is not known yet: its message is on its way.
   */
  async compose(letter: LeasedLetter, now: Date): Promise<ComposedMail | undefined> {
    const { seal, speeches, signer } = this.desk;
    const content = seal.open(letter.sealed, letterSeal(letter.id));
    const speech = speeches.in(letter.language);
    const draft = await this.#drafts.of(letter, content, { speech, now });
    if (!draft) return undefined;
    const mail = await composeMail(this.#mail(letter, { ...draft, speech, now }));
    return { ...mail, content: await signer.signMail(mail.content, now) };
  }

  #mail(
    { id, address, messageId }: LeasedLetter,
    { parts, sender, headers, attachments, speech, now }: Draft & { speech: MailSpeech; now: Date },
  ): Mail {
    const { letterhead } = this.desk;
    return {
      ...parts,
      from: letterhead.from(sender, speech),
      returnPath: letterhead.letterReturnPath(id),
      to: address,
      replyTo: sender.email,
      messageId,
      sentAt: now,
      language: speech.language,
      headers: { ...WRITTEN_BY_A_MACHINE, ...headers },
      attachments,
    };
  }
}
