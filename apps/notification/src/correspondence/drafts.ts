import { leaveHeaders } from '#libs/mail';
import type {
  AccessContent,
  CheckpointContent,
  ConfirmationContent,
  LeasedLetter,
  PersonalContent,
  WelcomeContent,
} from '../letters/letter.ts';
import type { Letterhead } from '../letters/letterhead.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { accessLetter } from './access-letter.ts';
import { checkpointLetter } from './checkpoint-letter.ts';
import { confirmationLetter } from './confirmation-letter.ts';
import type { Draft } from './draft.ts';
import { followedTopics } from './followed-topics.ts';
import type { Known } from './known.ts';
import { PersonalDrafts } from './personal-drafts.ts';
import { senderOf } from './topic-pieces.ts';
import { welcomeLetter } from './welcome-letter.ts';

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
    { kind, residentId }: Pick<LeasedLetter, 'kind' | 'residentId'>,
    content: unknown,
    speech: MailSpeech,
  ): Promise<Draft | undefined> {
    switch (kind) {
      case 'confirmation':
        return this.#confirmation(content as ConfirmationContent, speech);
      case 'welcome':
        return this.#welcome(residentId ?? '', content as WelcomeContent, speech);
      case 'checkpoint':
        return this.#checkpoint(content as CheckpointContent, speech);
      case 'access':
        return this.#access(content as AccessContent, speech);
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

  /** About no topic: the city itself writes. */
  #access({ token, expiresAt }: AccessContent, speech: MailSpeech): Draft {
    const { sender } = this.letterhead;
    const dataUrl = this.letterhead.dataUrl(token, speech);
    return { parts: accessLetter(speech, { sender, dataUrl, expiresAt: new Date(expiresAt) }), sender };
  }

  async #confirmation({ topics: slugs, token, expiresAt }: ConfirmationContent, speech: MailSpeech) {
    const topics = await this.known.topics(slugs);
    const parts = confirmationLetter(speech, {
      topics,
      confirmUrl: this.letterhead.confirmUrl(token, speech),
      notMeUrl: this.letterhead.notMeUrl(token, speech),
      expiresAt: new Date(expiresAt),
    });
    return { parts, sender: senderOf(topics) };
  }

  async #welcome(residentId: string, { followed, receipt }: WelcomeContent, speech: MailSpeech) {
    const standings = await this.known.standings(residentId);
    const still = followed.filter(({ subscriptionId }) =>
      standings.some((standing) => standing.subscriptionId === subscriptionId),
    );
    const [first] = still;
    if (!first) return undefined;
    const topics = await followedTopics(still, { known: this.known, letterhead: this.letterhead, speech });
    const receiptUrl = receipt && this.letterhead.receiptUrl(receipt, speech);
    const leave = { ...this.letterhead.leave(first.subscriptionId), inOneClick: still.length === 1 };
    return {
      parts: welcomeLetter(speech, topics, receiptUrl),
      sender: senderOf(topics.map(({ topic }) => topic)),
      headers: leaveHeaders(leave),
    };
  }
}
