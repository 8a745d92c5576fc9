import type { PersonalLetter } from '#libs/contracts';
import { leaveHeaders } from '#libs/mail';
import type { PersonalContent } from '../letters/letter.ts';
import type { Letterhead } from '../letters/letterhead.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import { accessLetter } from './access-letter.ts';
import { oldAddressLetter } from './address-letter.ts';
import type { Draft } from './draft.ts';
import type { Known } from './known.ts';
import { leftLetter } from './left-letter.ts';
import { manageLetter } from './manage-letter.ts';
import { senderOf } from './topic-pieces.ts';

interface Asked extends PersonalContent {
  residentId: string;
  speech: MailSpeech;
}

/** Gathers what the letters say that are about a person and no topic: those that *subscription* asks for, and what is held. */
export class PersonalDrafts {
  constructor(
    private readonly known: Known,
    private readonly letterhead: Letterhead,
  ) {}

  async of(kind: PersonalLetter | 'access', asked: Asked): Promise<Draft> {
    switch (kind) {
      case 'manage-link':
        return this.#manage(asked);
      case 'confirm-old-address':
        return this.#oldAddress(asked);
      case 'left':
        return this.#left(asked);
      case 'access':
        return this.#access(asked);
    }
  }

  async #manage({ residentId, token = '', speech, expiresAt }: Asked): Promise<Draft> {
    const { sender } = this.letterhead;
    const { stopUrl, headers } = await this.#wayOut(residentId, speech);
    const manageUrl = this.letterhead.manageUrl(token, speech);
    const facts = { sender, manageUrl, expiresAt: new Date(expiresAt), stopUrl };
    return { parts: manageLetter(speech, facts), sender, headers };
  }

  async #oldAddress({ residentId, speech, ...asked }: Asked): Promise<Draft> {
    const { stopUrl, headers } = await this.#wayOut(residentId, speech);
    const facts = this.#change(asked, speech);
    return { parts: oldAddressLetter(speech, { ...facts, stopUrl }), sender: facts.sender, headers };
  }

  #change({ token = '', expiresAt }: PersonalContent, speech: MailSpeech) {
    return {
      sender: this.letterhead.sender,
      changeUrl: this.letterhead.changeAddressUrl(token, speech),
      notMeUrl: this.letterhead.notMyChangeUrl(token, speech),
      expiresAt: new Date(expiresAt),
    };
  }

  async #left({ topics: slugs = [], speech }: Asked): Promise<Draft> {
    const topics = await this.known.topics(slugs);
    const manageUrl = this.letterhead.manageUrl(undefined, speech);
    return { parts: leftLetter(speech, topics, manageUrl), sender: senderOf(topics) };
  }

  /** About no topic: the city itself writes. */
  async #access({ residentId, token = '', speech, expiresAt }: Asked): Promise<Draft> {
    const { sender } = this.letterhead;
    const { stopUrl, headers } = await this.#wayOut(residentId, speech);
    const dataUrl = this.letterhead.dataUrl(token, speech);
    const facts = { sender, dataUrl, expiresAt: new Date(expiresAt), stopUrl };
    return { parts: accessLetter(speech, facts), sender, headers };
  }

  /** LEAVE-1: nothing for somebody who follows nothing. One press could not know what is meant, so the page asks. */
  async #wayOut(residentId: string, speech: MailSpeech) {
    const [first] = await this.known.standings(residentId);
    if (!first) return { stopUrl: undefined, headers: {} };
    const leave = { ...this.letterhead.leave(first.subscriptionId), inOneClick: false };
    return { stopUrl: this.letterhead.leaveUrl(first.subscriptionId, speech), headers: leaveHeaders(leave) };
  }
}
