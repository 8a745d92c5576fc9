import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ImapFlow } from 'imapflow';
import { DataSource } from 'typeorm';
import { LOGGER, type Logger } from '#libs/logging';
import { envelopeInHeaders, READ_OCTETS } from '#libs/returns';
import { Rounds } from '#libs/rounds';
import { NotificationSettings } from '../settings.ts';
import { checkpointOf, passUid } from './checkpoint.query.ts';
import { type ImapRoute, imapRoute } from './imap-route.ts';
import { Keeping } from './keeping.ts';

const EVERY_MILLISECONDS = 60_000;
const PATIENCE_MILLISECONDS = 30_000;

/** The mailbox could not be read. It never says who signs in there. */
class NoMailbox extends Error {
  override readonly name = 'NoMailbox';
}

/** Reads mail that lands in a mailbox elsewhere, once a minute. It only reads: nothing is moved, marked or deleted there. */
@Injectable()
export class ImapReader implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;
  readonly #route: ImapRoute | undefined;
  readonly #mailbox: string;

  constructor(
    { imapUrl }: NotificationSettings,
    private readonly dataSource: DataSource,
    private readonly keeping: Keeping,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#route = imapUrl === undefined ? undefined : imapRoute(imapUrl);
    const { host = '', auth, folder = '' } = this.#route ?? {};
    this.#mailbox = createHash('sha256')
      .update(JSON.stringify([host, auth?.user, folder]))
      .digest('hex');
    const options = { name: 'imap', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = new Rounds(() => this.read(), options);
  }

  onApplicationBootstrap(): void {
    if (this.#route) this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** @returns false: there is nothing more for now. @throws NoMailbox */
  async read(): Promise<boolean> {
    if (!this.#route) return false;
    const { folder, ...route } = this.#route;
    const client = new ImapFlow({
      ...route,
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: PATIENCE_MILLISECONDS,
      socketTimeout: PATIENCE_MILLISECONDS,
    });
    // What breaks a connection is thrown where it is waited for; without this it would also end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await this.#readFolder(client, folder);
      await client.logout();
    } catch (error) {
      throw new NoMailbox(`the mailbox could not be read: ${codeOf(error)}`);
    } finally {
      client.close();
    }
    return false;
  }

  async #readFolder(client: ImapFlow, folder: string): Promise<void> {
    const { uidValidity, exists } = await client.mailboxOpen(folder, { readOnly: true });
    const begun = await checkpointOf(this.dataSource.manager, this.#mailbox, String(uidValidity));
    if (exists === 0) return;
    // Numbers first: a connection that waits for the database in the middle of a download would be cut.
    const found = await client.search({ uid: `${begun.lastUid + 1}:*` }, { uid: true });
    // `*` is the last mail, also when that was read already.
    const uids = (found || []).filter((uid) => uid > begun.lastUid).sort((one, other) => one - other);
    for (const uid of uids) {
      const mail = await client.fetchOne(String(uid), { source: { maxLength: READ_OCTETS } }, { uid: true });
      // Somebody deleted it meanwhile.
      if (mail === false || !mail.source) continue;
      await this.#keep(mail.source, { uidValidity: begun.uidValidity, lastUid: uid });
    }
  }

  /** The mail and the place up to which was read are one transaction: it is kept once, whatever is killed. */
  async #keep(octets: Buffer, checkpoint: { uidValidity: string; lastUid: number }): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      if (!(await passUid(manager, this.#mailbox, checkpoint))) return;
      await this.keeping.keep(manager, { ...envelopeInHeaders(octets), octets });
    });
    this.keeping.wake();
  }
}

/** Servers put what they like into their words. */
function codeOf(error: unknown): string {
  const { code, authenticationFailed } = error as { code?: unknown; authenticationFailed?: unknown };
  if (authenticationFailed) return 'signing in was refused';
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}
