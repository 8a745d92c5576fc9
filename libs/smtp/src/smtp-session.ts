import { once } from 'node:events';
import type { NodemailerError } from 'nodemailer/lib/errors';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type ComposedMail, type Envelope, needsSmtpUtf8 } from '#libs/mail';
import { MailBody, TooLate } from './mail-body.ts';
import type { SmtpRoute } from './smtp-route.ts';
import { readReply, type Step, type Verdict, verdictOf } from './verdict.ts';
import { openConnection } from './wire-opening.ts';

/** One connection to the relay, secured and signed in by nodemailer. It carries one mail at a time. */
export class SmtpSession {
  #isOpen = true;
  #hasTaken = false;
  #endedUnused: Verdict | undefined;
  /** For the mail that is on its way. */
  #giveUp?: () => void;

  private constructor(
    private readonly connection: SMTPConnection,
    private readonly offersSmtpUtf8: boolean,
    private readonly rules: SmtpRoute['rules'],
  ) {
    connection.on('end', () => {
      this.#isOpen = false;
      // Of an end that the relay made nodemailer tells in this same moment, and more of it; of one that we made, never.
      setImmediate(() => this.#giveUp?.());
    });
  }

  /** @throws NoSession, whose cause is nodemailer's error. */
  static async open(route: SmtpRoute): Promise<SmtpSession> {
    const { connection, offers } = await openConnection(route);
    return new SmtpSession(connection, offers.smtpUtf8, route.rules);
  }

  /**
   * What was said, if the relay hung up before it took any mail: the next session would end alike. One that hangs up after some
   * mails only wants another connection.
   */
  get endedUnused(): Verdict | undefined {
    return this.#endedUnused;
  }

  /** False once either side closed it. */
  get isOpen(): boolean {
    return this.#isOpen && !this.connection.destroyed;
  }

  /**
   * Hands one mail to the relay.
   * @param mayBegin is asked at the last moment before the first octet of the content; `false` holds the mail back.
   */
  async send({ envelope, content }: ComposedMail, mayBegin: () => boolean = () => true): Promise<Verdict> {
    if (needsSmtpUtf8(envelope) && !this.offersSmtpUtf8) {
      return { outcome: 'failed', isHard: false, reason: '5.6.7' };
    }
    const body = new MailBody(content, mayBegin);
    const verdict = await this.#converse(envelope, { body, size: content.length });
    this.#remember(verdict);
    if (verdict.outcome !== 'accepted') await this.#makeReady(verdict, body);
    return verdict;
  }

  close(): void {
    if (this.isOpen) this.connection.quit();
    else this.connection.close();
  }

  /** For a process that must end: what was on the wire becomes uncertain. */
  cut(): void {
    this.connection.close();
  }

  #converse({ from, to }: Envelope, { body, size }: { body: MailBody; size: number }): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.#giveUp = () => resolve(verdictOnError(new Error('the connection was cut'), body, this.rules));
      this.connection.send({ from, to: [to], size }, body, (error, info) => {
        this.#giveUp = undefined;
        if (error) resolve(verdictOnError(error, body, this.rules));
        else if (info?.accepted.length === 1 && info.accepted[0] === to) resolve({ outcome: 'accepted' });
        else {
          this.cut();
          reject(new Error('the envelope was changed on its way (MAIL-1)'));
        }
      });
    });
  }

  #remember(verdict: Verdict): void {
    if (verdict.outcome === 'accepted') this.#hasTaken = true;
    const isHangUp =
      verdict.outcome === 'later' && verdict.of === 'connection' && verdict.reason !== 'too-late';
    if (isHangUp && !this.#hasTaken) this.#endedUnused = verdict;
  }

  /** After a refusal the session can be used again, unless the other side may still wait for content. */
  async #makeReady({ outcome }: Verdict, body: MailBody): Promise<void> {
    if (!this.isOpen) return;
    if (body.errored || outcome === 'uncertain') this.cut();
    else await reset(this.connection);
  }
}

const STEPS: Record<string, Step> = { 'MAIL FROM': 'sender', 'RCPT TO': 'recipient' };

function verdictOnError(error: NodemailerError, body: MailBody, rules: SmtpRoute['rules']): Verdict {
  if (body.errored instanceof TooLate) return { outcome: 'later', of: 'connection', reason: 'too-late' };
  const step = STEPS[error.command ?? ''] ?? (body.readableEnded ? 'content' : 'data');
  const reply = readReply(error.response ?? '');
  // nodemailer keeps a mail back that is larger than the server's SIZE.
  if (!reply && error.code === 'EMESSAGE') return { outcome: 'stop-sender', reason: '5.3.4' };
  // An error with a friendly code is a reply that nobody asked for.
  return verdictOf({ step, reply: reply && /^[45]/.test(reply.code) ? reply : undefined }, rules);
}

/** Ends when the session is ready or gone: a connection that closes meanwhile never answers. */
async function reset(connection: SMTPConnection): Promise<void> {
  const gone = new AbortController();
  const end = once(connection, 'end', { signal: gone.signal }).catch(() => undefined);
  const answered = new Promise<void>((resolve) => {
    connection.reset((error) => {
      if (error) connection.close();
      resolve();
    });
  });
  await Promise.race([answered, end]);
  gone.abort();
}
