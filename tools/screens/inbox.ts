import { setTimeout as wait } from 'node:timers/promises';

export interface CaughtMail {
  id: string;
  /** Missing where a mail names nobody in its head. */
  to?: { address: string }[];
  subject: string;
  text: string;
  html: string;
}

/** The mail catcher's inbox, read through its API. */
export class Inbox {
  readonly #seen = new Set<string>();
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The next mail to this address that was not given before; waits for it, for twenty seconds. */
  async next(address: string): Promise<CaughtMail> {
    for (let tries = 0; tries < 100; tries += 1) {
      const mails = (await (await fetch(`${this.#url}/email`)).json()) as CaughtMail[];
      const mail = mails.find(
        ({ id, to }) => !this.#seen.has(id) && to?.some((one) => one.address === address),
      );
      if (mail) {
        this.#seen.add(mail.id);
        return mail;
      }
      await wait(200);
    }
    throw new Error('the mail did not come within twenty seconds');
  }

  link({ text }: CaughtMail, path: string): string {
    const link = (text.match(/https?:\/\/[^\s<>")]+/g) ?? []).find((one) =>
      new URL(one).pathname.startsWith(path),
    );
    if (!link) throw new Error(`the mail has no link to ${path}`);
    return link.split('?')[0] ?? link;
  }
}
