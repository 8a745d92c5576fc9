import { once } from 'node:events';
import type { NodemailerError } from 'nodemailer/lib/errors';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type Envelope, needsSmtpUtf8 } from './envelope.ts';
import type { ComposedMail } from './mail.ts';
import { MailBody, TooLate } from './mail-body.ts';
import type { SmtpRoute } from './smtp-route.ts';
import { readReply, type Step, type Verdict, verdictOf } from './verdict.ts';

/** No session could be had. The verdict is never about a recipient: `later` or `stop-sender`. */
export class NoSession extends Error {
  override readonly name = 'NoSession';

  constructor(
    readonly verdict: Verdict,
    options?: ErrorOptions,
  ) {
    super('the relay cannot be used now', options);
  }
}

/** One connection to the relay, secured and signed in by nodemailer. It carries one mail at a time. */
export class SmtpSession {
  #isOpen = true;

  private constructor(
    private readonly connection: SMTPConnection,
    private readonly offersSmtpUtf8: boolean,
  ) {
    connection.on('end', () => {
      this.#isOpen = false;
    });
  }

  /** @throws NoSession, whose cause is nodemailer's error. */
  static async open({ connection: options, login }: SmtpRoute): Promise<SmtpSession> {
    const connection = new SMTPConnection(options);
    // Without a listener Node ends the process on an error event. Each call below hears of its own error anyway.
    connection.on('error', () => undefined);
    try {
      await connect(connection);
      // The reply to the last EHLO: nodemailer does not tell the extensions otherwise.
      const offersSmtpUtf8 = /^\d{3}[ -]SMTPUTF8\b/im.test(connection.lastServerResponse || '');
      if (login) await signIn(connection, login);
      return new SmtpSession(connection, offersSmtpUtf8);
    } catch (error) {
      connection.close();
      throw new NoSession(verdictOnOpening(error as NodemailerError), { cause: error });
    }
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
      this.connection.send({ from, to: [to], size }, body, (error, info) => {
        if (error) resolve(verdictOnError(error, body));
        else if (info?.accepted.length === 1 && info.accepted[0] === to) resolve({ outcome: 'accepted' });
        else {
          this.cut();
          reject(new Error('the envelope was changed on its way (MAIL-1)'));
        }
      });
    });
  }

  /** After a refusal the session can be used again, unless the other side may still wait for content. */
  async #makeReady({ outcome }: Verdict, body: MailBody): Promise<void> {
    if (!this.isOpen) return;
    if (body.errored || outcome === 'uncertain') this.cut();
    else await reset(this.connection);
  }
}

const STEPS: Record<string, Step> = { 'MAIL FROM': 'sender', 'RCPT TO': 'recipient' };

function verdictOnError(error: NodemailerError, body: MailBody): Verdict {
  if (body.errored instanceof TooLate) return { outcome: 'later', of: 'connection', reason: 'too-late' };
  const step = STEPS[error.command ?? ''] ?? (body.readableEnded ? 'content' : 'data');
  const reply = readReply(error.response ?? '');
  // nodemailer keeps a mail back that is larger than the server's SIZE.
  if (!reply && error.code === 'EMESSAGE') return { outcome: 'stop-sender', reason: '5.3.4' };
  // An error with a friendly code is a reply that nobody asked for.
  return verdictOf({ step, reply: reply && /^[45]/.test(reply.code) ? reply : undefined });
}

function verdictOnOpening(error: NodemailerError): Verdict {
  const step = error.code === 'EAUTH' ? 'login' : 'connect';
  return verdictOf({ step, reply: readReply(error.response ?? '') });
}

function connect(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function signIn(connection: SMTPConnection, { user, pass }: { user: string; pass: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('end', () => reject(new Error('closed while signing in')));
    connection.login({ user, credentials: { user, pass } }, (error) => (error ? reject(error) : resolve()));
  });
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
