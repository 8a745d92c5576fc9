import { leaveHeaders } from '#libs/mail';
import type {
  CheckpointContent,
  ConfirmationContent,
  LeasedLetter,
  PersonalContent,
  WelcomeContent,
} from '../letters/letter.ts';
import type { Letterhead } from '../letters/letterhead.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { alreadyFollowingLetter } from './already-following-letter.ts';
import { checkpointLetter } from './checkpoint-letter.ts';
import { confirmationLetter } from './confirmation-letter.ts';
import type { Draft } from './draft.ts';
import { followedTopics } from './followed-topics.ts';
import type { Known } from './known.ts';
import { PersonalDrafts } from './personal-drafts.ts';
import { senderOf } from './topic-pieces.ts';
import { welcomeLetter } from './welcome-letter.ts';

/** In which words, and when. */
interface Writing {
  speech: MailSpeech;
  now: Date;
}

/** Gathers what each kind of letter says. */
export class Drafts {
  readonly #personal: PersonalDrafts;

  constructor(
    private readonly known: Known,
    private readonly letterhead: Letterhead,
  ) {
    this.#personal = new PersonalDrafts(known, letterhead);
  }

  /** @returns undefined when the resident may not be written to any more. */
  async of(
    { kind, residentId, address }: Pick<LeasedLetter, 'kind' | 'residentId' | 'address'>,
    content: unknown,
    writing: Writing,
  ): Promise<Draft | undefined> {
    const { speech } = writing;
    switch (kind) {
      case 'confirmation':
        return this.#confirmation(address, content as ConfirmationContent, writing);
      case 'welcome':
        return this.#welcome(residentId ?? '', content as WelcomeContent, writing);
      case 'checkpoint':
        return this.#checkpoint(content as CheckpointContent, speech);
      default:
        return this.#personal.of(kind, {
          residentId: residentId ?? '',
          speech,
          ...(content as PersonalContent),
        });
    }
  }

  /** To somebody who keeps it for the city and follows nothing: there is no standing to read. */
  #checkpoint(content: CheckpointContent, speech: MailSpeech): Draft {
    const { sender, verifierUrl, ledgerUrl } = this.letterhead;
    const file = `checkpoint-${content.day}.txt`;
    return {
      parts: checkpointLetter(speech, { ...content, sender, file, verifierUrl, ledgerUrl }),
      sender,
      attachments: [{ name: file, content: content.note }],
    };
  }

  /** ABUSE-1: that an address follows something is told to its mailbox alone, whoever typed it into the form. */
  async #confirmation(
    address: string,
    content: ConfirmationContent,
    { speech, now }: Writing,
  ): Promise<Draft> {
    const { topics: slugs, token, expiresAt, residentId } = content;
    const links = {
      confirmUrl: this.letterhead.confirmUrl(token, speech),
      notMeUrl: this.letterhead.notMeUrl(token, speech),
      expiresAt: new Date(expiresAt),
    };
    const standings = residentId === undefined ? [] : await this.known.standings(residentId);
    // Not at another address of theirs: its mailbox has shown nothing yet.
    const followed = standings.filter((each) => each.address === address && slugs.includes(each.topic));
    const [first] = followed;
    if (residentId !== undefined && first && followed.length === slugs.length) {
      const reading = { known: this.known, letterhead: this.letterhead, speech };
      const topics = await followedTopics(followed, reading);
      const manageUrl = this.letterhead.manageUrl(this.letterhead.manageToken(residentId, now), speech);
      return {
        parts: alreadyFollowingLetter(speech, topics, { ...links, manageUrl }),
        sender: senderOf(topics.map(({ topic }) => topic)),
        headers: leaveHeaders({ ...this.letterhead.leave(first.subscriptionId), inOneClick: false }),
      };
    }
    const topics = await this.known.topics(slugs);
    return { parts: confirmationLetter(speech, { topics, ...links }), sender: senderOf(topics) };
  }

  async #welcome(residentId: string, { followed, receipt }: WelcomeContent, { speech, now }: Writing) {
    const standings = await this.known.standings(residentId);
    const still = followed.filter(({ subscriptionId }) =>
      standings.some((standing) => standing.subscriptionId === subscriptionId),
    );
    const [first] = still;
    if (!first) return undefined;
    const topics = await followedTopics(still, { known: this.known, letterhead: this.letterhead, speech });
    const receiptUrl = receipt && this.letterhead.receiptUrl(receipt, speech);
    const manageUrl = this.letterhead.manageUrl(this.letterhead.manageToken(residentId, now), speech);
    const leave =
      still.length === 1
        ? { ...this.letterhead.leave(first.subscriptionId), inOneClick: true }
        : this.letterhead.leaveEverything(first.subscriptionId);
    return {
      parts: welcomeLetter(speech, { followed: topics, receiptUrl, manageUrl }),
      sender: senderOf(topics.map(({ topic }) => topic)),
      headers: leaveHeaders(leave),
    };
  }
}
