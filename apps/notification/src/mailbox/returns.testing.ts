import { createTransport } from 'nodemailer';
import { eventually } from '../../../../test/support/index.ts';
import { DispatchBench, type Follower } from '../dispatch/dispatch.testing.ts';
import { Receiver } from './receiver.ts';

export const RETURN_DOMAIN = 'returns.example.ca';

/** *notification* that takes mail on a port, and residents to whom an announcement was sent. */
export class ReturnsBench extends DispatchBench {
  override start(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    return super.start({ RETURN_DOMAIN, MAILBOX_PORT: '0', ...environment });
  }

  get port(): number {
    return this.notification.app.get(Receiver).port ?? 0;
  }

  /** Where the mails that reached the follower bounce to, the oldest first. */
  returnPaths({ address }: Follower): string[] {
    return this.mails.to(address).map(({ from }) => from);
  }

  /** One resident who got one announcement. */
  async reached(): Promise<{ follower: Follower; path: string; announcement: string }> {
    const follower = await this.followOne();
    const announcement = await this.announce();
    await this.statement(announcement);
    return { follower, path: this.returnPaths(follower).at(-1) ?? '', announcement };
  }

  /** Brings a mail as a server would, and waits until it is dealt with. @returns what the log says of it. */
  async bring(to: string | string[], raw: Buffer, from = ''): Promise<string> {
    const before = this.#outcomes().length;
    const transport = createTransport({ host: '127.0.0.1', port: this.port, ignoreTLS: true });
    try {
      await transport.sendMail({ envelope: { from, to }, raw });
    } finally {
      transport.close();
    }
    const outcomes = await eventually(
      async () => this.#outcomes(),
      (all) => all.length > before,
    );
    return outcomes.at(-1) ?? '';
  }

  async suppressedReason({ residentId }: Follower): Promise<string | null | undefined> {
    const sql = 'SELECT suppressed_reason AS reason FROM audience WHERE resident_id = $1 AND topic = $2';
    const [row] = await this.query<{ reason: string | null }>(sql, residentId, this.topic);
    return row?.reason;
  }

  async count(table: string): Promise<number> {
    const [row] = await this.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
    return row?.count ?? 0;
  }

  #outcomes(): string[] {
    return this.notification.log.flatMap((line) => {
      const { msg, outcome } = JSON.parse(line) as { msg: string; outcome?: string };
      return msg === 'mail came back' && outcome ? [outcome] : [];
    });
  }
}
