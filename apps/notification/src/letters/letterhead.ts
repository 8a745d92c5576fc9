import { domainOf } from '#libs/addresses';
import type { TopicSender } from '#libs/contracts';
import { type LeaveLinks, ManageLinks } from '#libs/links';
import type { LeaveFacts } from '#libs/mail';
import { ReturnPaths } from '#libs/returns';
import type { City } from '#libs/site';
import type { NotificationSettings } from '../settings.ts';
import type { MailSpeech } from './mail-speech.ts';

type LetterheadFacts = Pick<
  NotificationSettings,
  'mailFrom' | 'publicUrl' | 'unsubscribeAddress' | 'linkKeys' | 'returnDomain'
>;

/** Who and where we are, on every mail. */
export class Letterhead {
  /** Ours: of Message-IDs and List-Ids. */
  readonly domain: string;
  readonly #address: string;
  readonly #publicUrl: string;
  readonly #unsubscribeAddress: string;
  readonly #manageLinks: ManageLinks;
  readonly #returnPaths: ReturnPaths;
  readonly #returnDomain: string | undefined;

  constructor(
    { mailFrom, publicUrl, unsubscribeAddress, linkKeys, returnDomain }: LetterheadFacts,
    private readonly leaveLinks: LeaveLinks,
    /** Of what is about no topic: the city itself. */
    readonly sender: City['sender'],
  ) {
    this.domain = domainOf(mailFrom);
    this.#address = mailFrom;
    this.#publicUrl = publicUrl;
    this.#unsubscribeAddress = unsubscribeAddress ?? mailFrom;
    this.#manageLinks = new ManageLinks(linkKeys);
    this.#returnPaths = new ReturnPaths(linkKeys);
    this.#returnDomain = returnDomain;
  }

  from(sender: TopicSender, { pick }: MailSpeech): { name: string; address: string } {
    return { name: pick(sender.organisation), address: this.#address };
  }

  /** MAIL-4: where a mail of a dispatch bounces to. Undefined: to the address that it comes from. */
  returnPath(dispatchId: string, residentId: string): string | undefined {
    return this.#returnDomain && `${this.#returnPaths.make(dispatchId, residentId)}@${this.#returnDomain}`;
  }

  letterReturnPath(letterId: string): string | undefined {
    return this.#returnDomain && `${this.#returnPaths.makeForLetter(letterId)}@${this.#returnDomain}`;
  }

  topicUrl(topic: string): string {
    return `${this.#publicUrl}/topics/${topic}`;
  }

  /** Where everybody sees the ledger's newest checkpoint and its keys. */
  get ledgerUrl(): string {
    return `${this.#publicUrl}/ledger`;
  }

  /** The program that checks evidence against a checkpoint. */
  get verifierUrl(): string {
    return `${this.ledgerUrl}/assets/tidings-verify.mjs`;
  }

  get archiveUrl(): string {
    return `${this.#publicUrl}/announcements`;
  }

  confirmUrl(token: string, { language }: MailSpeech): string {
    return `${this.#publicUrl}/confirm/${token}?lang=${language}`;
  }

  notMeUrl(token: string, { language }: MailSpeech): string {
    return `${this.#publicUrl}/confirm/${token}/not-me?lang=${language}`;
  }

  /** PROOF-6: where the resident, and nobody else, gets the receipt of an entry. */
  receiptUrl(token: string, { language }: MailSpeech): string {
    return `${this.#publicUrl}/verify/receipt/${token}?lang=${language}`;
  }

  /** Where everything that is held about an address can be read and fetched. */
  dataUrl(token: string, { language }: MailSpeech): string {
    return `${this.#publicUrl}/verify/data/${token}?lang=${language}`;
  }

  /** Without a token the page that mails a link to the owner of an address. */
  manageUrl(token: string | undefined, { language }: MailSpeech): string {
    return `${this.#publicUrl}/manage${token === undefined ? '' : `/${token}`}?lang=${language}`;
  }

  /**
   * For the foot of a mail to this resident. It is made of their id alone, as the leave token is: no row and no request. Whoever gets the
   * mail forwarded sees choices under a masked address there, and has to ask the owner's mailbox for more.
   */
  manageToken(residentId: string, sentAt: Date): string {
    return this.#manageLinks.mailed(residentId, sentAt);
  }

  changeAddressUrl(token: string, { language }: MailSpeech): string {
    return `${this.#publicUrl}/change-address/${token}?lang=${language}`;
  }

  notMyChangeUrl(token: string, { language }: MailSpeech): string {
    return `${this.#publicUrl}/change-address/${token}/not-me?lang=${language}`;
  }

  /** What the visible link leads to. */
  leaveUrl(subscriptionId: string, speech: MailSpeech): string {
    return this.leaveUrlOf(this.leaveToken(subscriptionId), speech);
  }

  leaveUrlOf(token: string, { language }: MailSpeech): string {
    return `${this.leaveOf(token).url}?lang=${language}`;
  }

  /** What the header says. */
  leave(subscriptionId: string): Omit<LeaveFacts, 'inOneClick'> {
    return this.leaveOf(this.leaveToken(subscriptionId));
  }

  leaveOf(token: string): Omit<LeaveFacts, 'inOneClick'> {
    return { token, url: `${this.#publicUrl}/leave/${token}`, address: this.#unsubscribeAddress };
  }

  /** What the header of a mail about several topics says: one press means all that they follow. */
  leaveEverything(subscriptionId: string): LeaveFacts {
    const leave = this.leave(subscriptionId);
    return { ...leave, url: `${leave.url}/everything`, inOneClick: true, isForEverything: true };
  }

  /** The page behind that address. */
  leaveEverythingUrl(subscriptionId: string, { language }: MailSpeech): string {
    return `${this.leaveEverything(subscriptionId).url}?lang=${language}`;
  }

  leaveToken(subscriptionId: string): string {
    return this.leaveLinks.token(subscriptionId);
  }
}
