import { randomBytes } from 'node:crypto';
import PostalMime from 'postal-mime';
import { DkimSigner } from '#libs/dkim';
import { LeaveLinks } from '#libs/links';
import { composeMail } from '#libs/mail';
import { Seal } from '#libs/messaging';
import type { City } from '#libs/site';
import type { WrittenItem } from '../digests/digest-item.query.ts';
import { digestMail } from '../digests/digest-mail.ts';
import { type LeasedLetter, letterSeal } from '../letters/letter.ts';
import { LetterMails } from '../letters/letter-mails.ts';
import { Letterhead } from '../letters/letterhead.ts';
import { type MailSpeech, MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import { announcementMail } from '../sending/announcement-mail.ts';
import { SAMPLE_DIGESTS, type SampleItem } from './sample-digests.ts';
import {
  SAMPLE_ANNOUNCEMENT,
  SAMPLE_LEASE,
  SAMPLE_LETTERS,
  SAMPLE_TIME,
  type SampleContent,
  sampleKnown,
} from './sample-facts.ts';

/** A mail as it would arrive, read by other software than wrote it. */
export interface SampleMail {
  subject: string;
  /** One a line, in their order. */
  headers: string;
  text: string;
  html: string;
}

const LINK_KEY = Buffer.alloc(32, 7).toString('base64');

/** One of each mail, made by the same code as those that are sent, of facts that are nobody's. */
export class SampleMails {
  readonly names = [...Object.keys(SAMPLE_LETTERS), ...Object.keys(SAMPLE_DIGESTS), 'announcement'];
  readonly #letterhead: Letterhead;
  readonly #speeches: MailSpeeches;
  readonly #seal = new Seal([randomBytes(32).toString('base64')]);

  constructor(
    private readonly city: City,
    publicUrl: string,
  ) {
    const mailFrom = 'updates@updates.example.ca';
    const facts = { mailFrom, publicUrl, linkKeys: [LINK_KEY], returnDomain: 'returns.example.ca' };
    this.#letterhead = new Letterhead(facts, new LeaveLinks([LINK_KEY]), city.sender);
    this.#speeches = new MailSpeeches(city);
  }

  get languages(): string[] {
    return this.city.languages.map(({ code }) => code);
  }

  /** @returns undefined for a name or a language that there is not. */
  async mail(name: string, language: string): Promise<SampleMail | undefined> {
    if (!this.languages.includes(language)) return undefined;
    const letter = Object.hasOwn(SAMPLE_LETTERS, name) ? SAMPLE_LETTERS[name] : undefined;
    if (letter) return read(await this.#letter(letter, language));
    const digest = Object.hasOwn(SAMPLE_DIGESTS, name) ? SAMPLE_DIGESTS[name] : undefined;
    if (digest) return read(await this.#digest(digest, language));
    return name === 'announcement' ? read(await this.#announcement(language)) : undefined;
  }

  async #letter({ kind, content }: SampleContent, language: string): Promise<Buffer> {
    const sealed = this.#seal.seal(content, letterSeal(SAMPLE_LEASE.id));
    const lease: LeasedLetter = { ...SAMPLE_LEASE, kind, language, sealed };
    const desk = { letterhead: this.#letterhead, speeches: this.#speeches, seal: this.#seal };
    const signer = await DkimSigner.open([], SAMPLE_TIME);
    const mails = new LetterMails(sampleKnown(this.city.sender), { ...desk, signer });
    const mail = await mails.compose(lease, SAMPLE_TIME);
    if (!mail) throw new Error('the resident of the samples may not be written to');
    return mail.content;
  }

  async #digest([first, ...others]: [SampleItem, ...SampleItem[]], language: string): Promise<Buffer> {
    const speech = this.#speeches.in(language);
    const written = (item: SampleItem) => this.#written(item, speech);
    const facts = { items: [written(first), ...others.map(written)] as const, speech, now: SAMPLE_TIME };
    const mail = await composeMail(digestMail(SAMPLE_LEASE, facts, this.#letterhead));
    return mail.content;
  }

  #written({ texts, ...item }: SampleItem, { language }: MailSpeech): WrittenItem {
    const { subject = '', body = '' } = texts[language] ?? texts.en ?? {};
    const { residentId } = SAMPLE_LEASE;
    const of = { ...item, residentId, contentHash: '', sender: this.city.sender };
    return { ...of, subject, body: renderBody(body) };
  }

  async #announcement(language: string): Promise<Buffer> {
    const { facts, subscriptionId, texts } = SAMPLE_ANNOUNCEMENT;
    const { subject = '', body = '' } = texts[language] ?? texts.en ?? {};
    const speech = this.#speeches.in(language);
    const own = {
      to: SAMPLE_LEASE.address,
      sentAt: SAMPLE_TIME,
      messageToken: 'sample',
      leaveToken: this.#letterhead.leaveToken(subscriptionId),
      manageToken: this.#letterhead.manageToken(SAMPLE_LEASE.residentId, SAMPLE_TIME),
    };
    const words = { speech, subject, body: renderBody(body) };
    const whole = { ...facts, sender: this.city.sender };
    const mail = await composeMail(announcementMail(words, whole, { own, letterhead: this.#letterhead }));
    return mail.content;
  }
}

async function read(content: Buffer): Promise<SampleMail> {
  const { subject = '', headers, text = '', html = '' } = await PostalMime.parse(content);
  // The boundary between the parts is drawn anew for each mail.
  const lines = headers.map(
    ({ originalKey, value }) => `${originalKey}: ${value.replace(/boundary=\S+/, 'boundary=…')}`,
  );
  return { subject, headers: lines.join('\n'), text, html };
}
