import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import type { TopicSender } from '#libs/contracts';
import { DkimSigner } from '#libs/dkim';
import { type Attachment, type ComposedMail, composeMail, leaveHeaders, type Mail } from '#libs/mail';
import { Seal } from '#libs/messaging';
import { findStandings } from '../audience/standing.query.ts';
import { TopicEntity } from '../intake/topic.entity.ts';
import { accessLetter } from './access-letter.ts';
import { checkpointLetter } from './checkpoint-letter.ts';
import { confirmationLetter } from './confirmation-letter.ts';
import {
  type AccessContent,
  type CheckpointContent,
  type ConfirmationContent,
  type LeasedLetter,
  letterSeal,
  type WelcomeContent,
} from './letter.ts';
import { Letterhead } from './letterhead.ts';
import type { MailParts } from './mail-parts.ts';
import { MailSpeeches } from './mail-speech.ts';
import { welcomeLetter } from './welcome-letter.ts';

/** MAIL-3: a machine wrote it, so no machine should answer. [RFC 3834] */
const WRITTEN_BY_A_MACHINE = { 'Auto-Submitted': 'auto-generated' };

/** Makes mails of letters. */
@Injectable()
export class LetterMails {
  constructor(
    private readonly dataSource: DataSource,
    private readonly letterhead: Letterhead,
    private readonly speeches: MailSpeeches,
    private readonly seal: Seal,
    private readonly signer: DkimSigner,
  ) {}

  /**
   * Reads the standing in the same moment: call it right before the hand-off. Signed when we sign.
   * @returns undefined when the resident may not be written to any more.
   * @throws Error while a topic is not known yet: its message is on its way.
   */
  async compose(letter: LeasedLetter, now: Date): Promise<ComposedMail | undefined> {
    const mail = await this.#written(letter, now);
    return mail && { ...mail, content: await this.signer.signMail(mail.content, now) };
  }

  async #written(letter: LeasedLetter, now: Date): Promise<ComposedMail | undefined> {
    const content = this.seal.open(letter.sealed, letterSeal(letter.id));
    switch (letter.kind) {
      case 'confirmation':
        return this.#confirmation(letter, content as ConfirmationContent, now);
      case 'welcome':
        return this.#welcome(letter, content as WelcomeContent, now);
      case 'checkpoint':
        return this.#checkpoint(letter, content as CheckpointContent, now);
      case 'access':
        return this.#access(letter, content as AccessContent, now);
    }
  }

  /** To somebody who keeps it for the city and follows nothing: there is no standing to read. */
  async #checkpoint(letter: LeasedLetter, content: CheckpointContent, now: Date): Promise<ComposedMail> {
    const { sender, verifierUrl, ledgerUrl } = this.letterhead;
    const file = `checkpoint-${content.day}.txt`;
    const speech = this.speeches.in(letter.language);
    const parts = checkpointLetter(speech, { ...content, sender, file, verifierUrl, ledgerUrl });
    const attachments = [{ name: file, content: content.note }];
    return composeMail(
      this.#mail(letter, { parts, sender, now, headers: WRITTEN_BY_A_MACHINE, attachments }),
    );
  }

  /** About no topic: the city itself writes. */
  async #access(letter: LeasedLetter, { token, expiresAt }: AccessContent, now: Date): Promise<ComposedMail> {
    const speech = this.speeches.in(letter.language);
    const { sender } = this.letterhead;
    const dataUrl = this.letterhead.dataUrl(token, speech);
    const parts = accessLetter(speech, { sender, dataUrl, expiresAt: new Date(expiresAt) });
    return composeMail(this.#mail(letter, { parts, sender, now, headers: WRITTEN_BY_A_MACHINE }));
  }

  async #confirmation(letter: LeasedLetter, content: ConfirmationContent, now: Date): Promise<ComposedMail> {
    const speech = this.speeches.in(letter.language);
    const topics = await this.#topics(content.topics);
    const parts = confirmationLetter(speech, {
      topics,
      confirmUrl: this.letterhead.confirmUrl(content.token, speech),
      notMeUrl: this.letterhead.notMeUrl(content.token, speech),
      expiresAt: new Date(content.expiresAt),
    });
    return composeMail(this.#mail(letter, { parts, ...from(topics), now, headers: WRITTEN_BY_A_MACHINE }));
  }

  async #welcome(
    letter: LeasedLetter,
    { followed, receipt }: WelcomeContent,
    now: Date,
  ): Promise<ComposedMail | undefined> {
    const standings = await findStandings(this.dataSource.manager, letter.residentId ?? '');
    const still = followed.filter(({ subscriptionId }) => standings.has(subscriptionId));
    const [first] = still;
    if (!first) return undefined;
    const speech = this.speeches.in(letter.language);
    const topics = await this.#topics(still.map(({ topic }) => topic));
    const withLinks = still.flatMap(({ topic: slug, subscriptionId }) => {
      const topic = topics.find((candidate) => candidate.slug === slug);
      return topic ? [{ topic, leaveUrl: this.letterhead.leaveUrl(subscriptionId, speech) }] : [];
    });
    const receiptUrl = receipt && this.letterhead.receiptUrl(receipt, speech);
    const leave = { ...this.letterhead.leave(first.subscriptionId), inOneClick: still.length === 1 };
    const headers = { ...WRITTEN_BY_A_MACHINE, ...leaveHeaders(leave) };
    const parts = welcomeLetter(speech, withLinks, receiptUrl);
    return composeMail(this.#mail(letter, { parts, ...from(topics), now, headers }));
  }

  #mail({ id, address, language, messageId }: LeasedLetter, facts: LetterFacts): Mail {
    const { parts, sender, now, headers, attachments } = facts;
    const speech = this.speeches.in(language);
    return {
      ...parts,
      from: this.letterhead.from(sender, speech),
      returnPath: this.letterhead.letterReturnPath(id),
      to: address,
      replyTo: sender.email,
      messageId,
      sentAt: now,
      language: speech.language,
      headers,
      attachments,
    };
  }

  async #topics(slugs: string[]): Promise<TopicEntity[]> {
    const topics = await this.dataSource.manager.findBy(TopicEntity, { slug: In(slugs) });
    const unknown = slugs.filter((slug) => !topics.some((topic) => topic.slug === slug));
    if (unknown.length > 0) throw new Error(`topics are not known yet: ${unknown.join(', ')}`);
    return slugs.flatMap((slug) => topics.find((topic) => topic.slug === slug) ?? []);
  }
}

interface LetterFacts {
  parts: MailParts;
  sender: TopicSender;
  now: Date;
  headers: Record<string, string>;
  attachments?: Attachment[];
}

function from([topic]: TopicEntity[]): { sender: TopicSender } {
  if (!topic) throw new Error('a letter is about no topic');
  return { sender: topic.sender };
}
