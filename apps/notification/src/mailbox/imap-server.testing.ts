import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';

interface Hoodiecrow {
  server: Server;
  listen(port: number): void;
  close(callback: () => void): void;
  appendMessage(mailbox: string, flags: string[], internalDate: false, raw: string): void;
  getMailbox(path: string): { uidvalidity: number; uidnext: number; messages: unknown[] };
}

// Without types, and a function as its module.
const hoodiecrow = createRequire(import.meta.url)('hoodiecrow-imap') as (options: object) => Hoodiecrow;

/** A real IMAP server with one mailbox in memory: somebody else's program, over a real socket. */
export class ImapServer {
  private constructor(private readonly server: Hoodiecrow) {}

  static async start(): Promise<ImapServer> {
    const server = hoodiecrow({
      users: { 'returns@example.ca': { password: 'pass/word', xoauth2: false } },
      storage: { INBOX: { messages: [] } },
    });
    server.listen(0);
    if (!server.server.listening) await once(server.server, 'listening');
    return new ImapServer(server);
  }

  get url(): string {
    const { port } = this.server.server.address() as AddressInfo;
    return `imap://returns%40example.ca:pass%2Fword@127.0.0.1:${port}/INBOX`;
  }

  deliver(raw: Buffer): void {
    this.server.appendMessage('INBOX', [], false, raw.toString());
  }

  /** As if the mailbox was restored from elsewhere: the same mails with other numbers. */
  makeAnew(): void {
    const mailbox = this.server.getMailbox('INBOX');
    mailbox.uidvalidity += 1;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
