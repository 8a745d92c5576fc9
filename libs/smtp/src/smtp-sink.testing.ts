import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

export interface SunkMail {
  from: string;
  to: string[];
  content: Buffer;
  /** Of the connection that brought it. */
  session: string;
}

/** A reply such as `550 5.1.1 unknown`; nothing: the friendly one; `drop`: the connection is cut without a word. */
type Answer = string | undefined;
type Ask<T> = (about: T) => Answer | Promise<Answer>;

const friendly = () => undefined;

/** A relay that keeps what it takes, and answers as a test wants. */
export class SmtpSink {
  /** What reached its final dot, whatever was answered. */
  readonly mails: SunkMail[] = [];
  answerConnection: Ask<undefined> = friendly;
  answerSender: Ask<string> = friendly;
  answerRecipient: Ask<string> = friendly;
  answerContent: Ask<SunkMail> = friendly;

  private constructor(readonly server: SMTPServer) {}

  /** @param port a free one, unless a relay is to come back where it was. */
  static async start(options: SMTPServerOptions = {}, port = 0): Promise<SmtpSink> {
    const sink: SmtpSink = new SmtpSink(
      new SMTPServer({
        disabledCommands: ['AUTH', 'STARTTLS'],
        disableReverseLookup: true,
        closeTimeout: 1,
        onConnect: (session, callback) =>
          void sink.#answer(sink.answerConnection(undefined), session, callback),
        onMailFrom: ({ address }, session, callback) =>
          void sink.#answer(sink.answerSender(address), session, callback),
        onRcptTo: ({ address }, session, callback) =>
          void sink.#answer(sink.answerRecipient(address), session, callback),
        onData: (stream, session, callback) =>
          void buffer(stream).then(
            (content) => sink.#take(content, session, callback),
            // Cut in the middle of the content: there is nothing to keep.
            () => undefined,
          ),
        ...options,
      }),
    );
    sink.server.on('error', () => undefined);
    sink.server.listen(port, '127.0.0.1');
    await once(sink.server.server, 'listening');
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  to(address: string): SunkMail[] {
    return this.mails.filter((mail) => mail.to.includes(address));
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  /** As if the relay died. */
  cutAll(): void {
    for (const { _socket } of this.#connections()) _socket.destroy();
  }

  #take(content: Buffer, session: SMTPServerSession, callback: (error?: Error | null) => void): void {
    const { mailFrom, rcptTo } = session.envelope;
    const mail: SunkMail = {
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map(({ address }) => address),
      content,
      session: session.id,
    };
    this.mails.push(mail);
    void this.#answer(this.answerContent(mail), session, callback);
  }

  async #answer(
    answer: ReturnType<Ask<undefined>>,
    session: SMTPServerSession,
    callback: (error?: Error | null) => void,
  ): Promise<void> {
    const reply = await answer;
    if (reply === undefined) return callback(null);
    if (reply === 'drop') {
      for (const { id, _socket } of this.#connections()) if (id === session.id) _socket.destroy();
      return;
    }
    callback(Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) }));
  }

  #connections(): Iterable<{ id: string; _socket: Socket }> {
    return this.server.connections;
  }
}
