import type { Socket } from 'node:net';
import type { Offers } from './offers.ts';
import { NotSmtp, ReplyReader } from './reply-reader.ts';
import type { SmtpRoute } from './smtp-route.ts';
import type { Verdict } from './verdict.ts';
import { PATIENCE, type Patience, Watch } from './watch.ts';
import { WireDialogue } from './wire-dialogue.ts';
import { LOST, type WireMail } from './wire-mail.ts';
import { openConnection, takeSocket } from './wire-opening.ts';

export interface WireOptions {
  /** RFC 5321 s.4.5.3.2 unless given. */
  patience?: Patience;
  /** Whether BDAT is used where CHUNKING is offered; true unless given. */
  isChunked?: boolean;
}

/**
 * One connection to the relay: opened, secured and signed in by nodemailer, then spoken over by us, which is several times
 * as fast. Hand in a mail or two ahead, so that the next envelope can ride with each content.
 */
export class WireSession {
  readonly #dialogue: WireDialogue;
  readonly #reader: ReplyReader;
  readonly #watch: Watch;
  #isClosing = false;

  private constructor(
    private readonly socket: Socket,
    /** What the relay said that it can do. */
    readonly offers: Offers,
    { patience = PATIENCE, isChunked = true, rules }: WireOptions & Pick<SmtpRoute, 'rules'>,
  ) {
    const form = isChunked && offers.chunking ? 'plain' : 'stuffed';
    const line = { say: this.#say.bind(this), cut: () => socket.destroy(), soon: setImmediate };
    this.#dialogue = new WireDialogue(offers, line, { form, rules });
    this.#reader = new ReplyReader((reply) => this.#dialogue.hear(reply));
    this.#watch = new Watch(
      () => this.#limit(patience),
      () => this.#dialogue.end(),
    );
    socket.on('data', (octets: Buffer) => this.#hear(octets));
    // After its last word no answer can come any more. An error is followed by `close`.
    socket.on('end', () => this.#dialogue.end());
    socket.on('close', () => {
      this.#dialogue.end();
      this.#watch.stop();
    });
    socket.on('error', () => undefined);
  }

  /** @throws NoSession, whose cause is nodemailer's error. */
  static async open(route: SmtpRoute, options: WireOptions = {}): Promise<WireSession> {
    const { connection, offers } = await openConnection(route);
    return new WireSession(takeSocket(connection), offers, { ...options, rules: route.rules });
  }

  /** False once either side closed it. */
  get isOpen(): boolean {
    return !this.#isClosing && !this.#dialogue.isOver && this.socket.writable;
  }

  /**
   * Hands one mail to the relay and tells what became of it. May be called again before that is known: mails go out in the order
   * of the calls.
   * @param mayBegin is asked right before the first octet of the content, and once before its envelope. `false` holds the
   * mail back; after the envelope this costs the connection, because nothing else takes an opened DATA back.
   * @throws UnsafeAddress, UnsafeContent, what `octets` or `mayBegin` throw: then nothing of the content left.
   */
  send(mail: WireMail, mayBegin: () => boolean): Promise<Verdict> {
    return this.#isClosing ? Promise.resolve(LOST) : this.#dialogue.send(mail, mayBegin);
  }

  /**
   * Asks again whether those mails may begin whose content did not: one that may not does not wait any longer for the answer to the
   * mail before it. Where its envelope was spoken of already, the connection ends after that answer.
   */
  reconsider(): void {
    this.#dialogue.reconsider();
  }

  /** Says good-bye after the mails that were handed in. */
  close(): void {
    this.#isClosing = true;
    this.#leave();
  }

  /** For a process that must end: what was on the wire becomes uncertain. */
  cut(): void {
    this.#dialogue.end();
  }

  #say(octets: Buffer[], taken?: () => void): void {
    this.socket.cork();
    for (const piece of octets) this.socket.write(piece);
    // An empty write is done when all before it are.
    if (taken) this.socket.write('', (error) => error ?? taken());
    this.socket.uncork();
    this.#watch.moved();
  }

  #hear(octets: Buffer): void {
    try {
      this.#reader.read(octets);
    } catch (error) {
      if (!(error instanceof NotSmtp)) throw error;
      this.#dialogue.end();
    }
    this.#watch.moved();
    this.#leave();
  }

  /** What is waited for now, if anything. */
  #limit(patience: Patience): number | undefined {
    if (this.#dialogue.isOver) return undefined;
    if (this.socket.writableEnded) return patience.quit;
    const step = this.#dialogue.awaited;
    return step && patience[step];
  }

  #leave(): void {
    if (!this.#isClosing || !this.#dialogue.isIdle || !this.socket.writable) return;
    this.socket.end('QUIT\r\n');
    this.#watch.moved();
  }
}
