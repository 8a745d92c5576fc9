import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { DataSource } from 'typeorm';
import { LOGGER, type Logger } from '#libs/logging';
import { READ_OCTETS } from '#libs/returns';
import { NotificationSettings } from '../settings.ts';
import { Keeping } from './keeping.ts';
import { OwnAddresses } from './own-addresses.ts';

/** An answer may carry a photograph. Of what is longer than `READ_OCTETS` the rest is not kept. */
const SIZE_OCTETS = 10_485_760;
const CLIENTS = 50;
const IDLE_MILLISECONDS = 60_000;
const RECIPIENTS = 10;

/** Takes mail for our own few addresses and for nobody else's: it is no relay. What it answered 250 to is in PostgreSQL. */
@Injectable()
export class Receiver implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #server: SMTPServer | undefined;

  constructor(
    private readonly settings: NotificationSettings,
    private readonly dataSource: DataSource,
    private readonly own: OwnAddresses,
    private readonly keeping: Keeping,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    if (settings.mailboxPort !== undefined) this.#server = this.#make(settings.mailboxTls);
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.#server) return;
    this.#server.on('error', (err) => this.logger.warn({ code: codeOf(err) }, 'a mail client failed'));
    this.#server.listen(this.settings.mailboxPort, this.settings.mailboxHost);
    await once(this.#server.server, 'listening');
  }

  async onApplicationShutdown(): Promise<void> {
    const server = this.#server;
    if (server?.server.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Undefined when mail does not come here. */
  get port(): number | undefined {
    return (this.#server?.server.address() as AddressInfo | null | undefined)?.port;
  }

  #make(tls: string | undefined): SMTPServer {
    return new SMTPServer({
      name: this.settings.returnDomain ?? 'localhost',
      banner: 'Tidings',
      authOptional: true,
      disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      ...(tls && { key: tls, cert: tls }),
      disableReverseLookup: true,
      logger: false,
      size: SIZE_OCTETS,
      maxClients: CLIENTS,
      socketTimeout: IDLE_MILLISECONDS,
      closeTimeout: 1000,
      onRcptTo: ({ address }, session, answer) => answer(this.#refusal(address, session)),
      onData: (stream, session, answer) => {
        this.#take(stream, session).then(
          (refusal) => answer(refusal, '2.0.0 kept'),
          (err: unknown) => {
            this.logger.warn({ err }, 'a mail that came back could not be kept and is asked for again');
            answer(reply(451, '4.3.0 try again later'));
          },
        );
      },
    });
  }

  #refusal(address: string, { envelope }: SMTPServerSession): Error | null {
    if (envelope.rcptTo.length >= RECIPIENTS) return reply(452, '4.5.3 too many recipients');
    return this.own.read(address) ? null : reply(550, '5.1.1 no such address here');
  }

  async #take(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<Error | null> {
    const octets = await beginningOf(stream);
    if (stream.sizeExceeded) return reply(552, '5.3.4 too long');
    const { mailFrom, rcptTo } = envelope;
    await this.keeping.keep(this.dataSource.manager, {
      sender: mailFrom ? mailFrom.address : '',
      recipients: rcptTo.map(({ address }) => address),
      octets,
    });
    this.keeping.wake();
    return null;
  }
}

/** Reads to the end, or the client could not be answered; keeps the beginning. */
async function beginningOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    if (length < READ_OCTETS) kept.push(piece.subarray(0, READ_OCTETS - length));
    length += piece.length;
  }
  return Buffer.concat(kept);
}

/** Nothing of what the client said is in it. */
function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}
