import { ConsentAskedV1, ConsentConfirmedV1 } from '#libs/contracts';
import { LeaveLinks, ManageLinks } from '#libs/links';
import { AskService } from '../../../apps/subscription/src/requests/ask.service.ts';
import { ConfirmService } from '../../../apps/subscription/src/requests/confirm.service.ts';
import type { RunningSubscription } from '../../../apps/subscription/src/subscription.testing.ts';

export const PLAN = 'digital-infrastructure-plan';
export const BUDGET = 'city-budget';
export const NOW = '2026-03-02T15:00:00.000Z';
const TOMORROW = new Date('2026-03-03T15:00:00.000Z');
const MANNER = { control: 'subscribe-button', page: '/' };

/** What a page is in some state, by the words of a test, and its HTML. */
export type State = readonly [name: string, html: string];

interface Answer {
  statusCode: number;
  body: string;
  headers: Record<string, unknown>;
}

/** Somebody who reads the pages of *subscription* in one language, and whom its links know. */
export class PageReader {
  #asked = 0;

  constructor(
    readonly subscription: RunningSubscription,
    readonly language: string,
    /** As the proxies see it; each network has limits of its own. */
    private readonly network: string,
  ) {}

  async open(path: string, status = 200): Promise<string> {
    return this.#whole(await this.#inject({ url: this.#address(path) }), path, status);
  }

  /** What a form leads to, redirects followed. */
  async send(path: string, fields: Record<string, string>, status = 200): Promise<string> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = new URLSearchParams(fields).toString();
    const answer = await this.#inject({ method: 'POST', url: this.#address(path), headers, payload });
    return this.#whole(answer, path, status);
  }

  /** Presses a button of the page, with the value that it carries. */
  async press(
    path: string,
    fields: Record<string, string> = {},
    { page = path, status = 200 } = {},
  ): Promise<string> {
    const [, value = ''] = /name="value" value="([^"]+)"/.exec(await this.open(page)) ?? [];
    return this.send(path, { value, ...fields }, status);
  }

  newAddress(): string {
    this.#asked += 1;
    return `${this.language}${this.#asked}@example.ca`;
  }

  /** @returns the path of the page that the confirmation mail leads to. */
  async ask(topics = [PLAN, BUDGET]): Promise<string> {
    const { app } = this.subscription;
    await app
      .get(AskService)
      .ask({ email: this.newAddress(), topics, language: this.language, manner: MANNER });
    return `/confirm/${(await this.subscription.last(ConsentAskedV1)).confirmation.token}`;
  }

  /** @returns the paths behind the links of somebody who follows: from any mail, and freshly asked for. */
  async follow(): Promise<{ mailed: string; fresh: string; leave: string }> {
    const { app, settings } = this.subscription;
    const token = (await this.ask()).slice('/confirm/'.length);
    await app.get(ConfirmService).confirm(token, MANNER);
    const { residentId, topics } = await this.subscription.last(ConsentConfirmedV1);
    const links = new ManageLinks(settings.linkKeys);
    const leaving = new LeaveLinks(settings.linkKeys);
    return {
      mailed: `/manage/${links.mailed(residentId, new Date(NOW))}`,
      fresh: `/manage/${links.fresh(residentId, TOMORROW)}`,
      leave: `/leave/${leaving.token(topics[0]?.subscriptionId ?? '')}`,
    };
  }

  async #inject(order: object): Promise<Answer> {
    const headers = { ...(order as { headers?: object }).headers, 'x-forwarded-for': this.network };
    return this.subscription.app.inject({ ...order, headers });
  }

  async #whole({ statusCode, headers, body }: Answer, path: string, status: number): Promise<string> {
    if (statusCode === 303) return this.open(String(headers.location).split('?')[0] ?? '/', status);
    if (statusCode !== status) throw new Error(`${path} answers ${statusCode} instead of ${status}`);
    return body;
  }

  #address(path: string): string {
    return `${path}?lang=${this.language}`;
  }
}
