import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type ReceivedMail, readMail } from './mail.ts';
import { within } from './within.ts';

/** What to answer to a recipient or to a whole message, e.g. `{ code: 550, text: '5.1.1 Unknown' }`. */
export interface Refusal {
  code: number;
  text: string;
}

type DecideOnMessage = (mail: ReceivedMail, hangUp: () => void) => Refusal | undefined;

/** A real SMTP server that keeps what it accepts. It can be told to refuse, to keep senders waiting, and to hang up. */
export class MailServer {
  /** Everything that was accepted, in the order of arrival. */
  readonly accepted: ReceivedMail[] = [];
  readonly #given = new Set<string>();
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #server: SMTPServer;
  /** Answers that wait for `release`, one for each message that was received whole. */
  #waiting: { to: string; answer: () => void }[] = [];
  #isHeld: (to: string) => boolean = () => false;
  #refusesRecipient: (address: string) => Refusal | undefined = () => undefined;
  #refusesMessage: DecideOnMessage = () => undefined;

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onRcptTo: ({ address }, _session, answer) => answer(asError(this.#refusesRecipient(address))),
      onData: (stream, session, answer) => {
        this.#take(stream, session).then((refusal) => answer(asError(refusal), '2.0.0 taken'), answer);
      },
    });
    // Clients that are killed in the middle are what the tests are about.
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const server = new MailServer();
    await once(server.#server.listen(0, '127.0.0.1'), 'listening');
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** All that reached one address so far. */
  to(address: string): ReceivedMail[] {
    return this.accepted.filter((mail) => mail.to === address);
  }

  /**
   * The next mail to this address that no call gave before; waits for it. One that comes again because its sender was killed
   * has the same Message-ID (SEND-3) and is no other mail.
   */
  async nextMail(to: string, seconds = 40): Promise<ReceivedMail> {
    const name = (mail: ReceivedMail) => `${to} ${mail.header('message-id')}`;
    const find = () => this.to(to).find((mail) => !this.#given.has(name(mail)));
    const mail = await within(
      { what: `a mail to ${to}`, seconds, events: this.#events, event: 'accepted' },
      find,
    );
    this.#given.add(name(mail));
    return mail;
  }

  /** @param decide gives the refusal for a recipient; without it all are accepted again. */
  refuseRecipients(decide: (address: string) => Refusal | undefined = () => undefined): void {
    this.#refusesRecipient = decide;
  }

  /** The same after the whole message was sent. `hangUp` breaks the connection that brought it. */
  refuseMessages(decide: DecideOnMessage = () => undefined): void {
    this.#refusesMessage = decide;
  }

  /** From now on messages are taken whole and not answered, those to whom is meant. */
  hold(isMeant: (to: string) => boolean = () => true): void {
    this.#isHeld = isMeant;
  }

  /** Waits until so many senders wait for their answer. */
  async held(count: number, seconds = 40): Promise<void> {
    const arrived = () => this.#waiting.length >= count || undefined;
    await within({ what: `${count} held messages`, seconds, events: this.#events, event: 'held' }, arrived);
  }

  /** Whose messages wait for their answer. */
  get heldFor(): string[] {
    return this.#waiting.map(({ to }) => to);
  }

  release(): void {
    this.#isHeld = () => false;
    for (const { answer } of this.#waiting) answer();
    this.#waiting = [];
  }

  /** Breaks all connections: who waits for an answer to the final dot never gets one. */
  hangUp(): void {
    this.#waiting = [];
    this.#breakOff(() => true);
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }

  #breakOff(isMeant: (session: SMTPServerSession) => boolean): void {
    for (const { session, _socket: socket } of this.#server.connections)
      if (isMeant(session)) socket.destroy();
  }

  async #take(stream: NodeJS.ReadableStream, session: SMTPServerSession): Promise<Refusal | undefined> {
    const { mailFrom, rcptTo } = session.envelope;
    const recipients = rcptTo.map(({ address }) => address);
    const raw = await buffer(stream);
    const mail = await readMail(raw, mailFrom ? mailFrom.address : '', recipients.join(', '));
    if (this.#isHeld(mail.to)) {
      await new Promise<void>((resolve) => {
        this.#waiting.push({ to: mail.to, answer: resolve });
        this.#events.emit('held');
      });
    }
    const hangUp = () => this.#breakOff((one) => one === session);
    const refusal = this.#refusesMessage(mail, hangUp);
    if (refusal) return refusal;
    this.accepted.push(mail);
    this.#events.emit('accepted');
    return undefined;
  }
}

function asError(refusal: Refusal | undefined): Error | null {
  return refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null;
}
