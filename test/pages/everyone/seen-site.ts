import type { Browser, Page } from 'playwright-core';
import {
  announce,
  ask,
  type City,
  follow,
  linkIn,
  openBrowser,
  startCity,
  Visitor,
} from '../../support/index.ts';

export const CONFIRMED = 'seen@residents.example.org';
/** Where most people are: asking, confirming, choosing. */
export const KEY_PAGES = ['home', 'topic', 'confirm', 'manage'];
export const LANGUAGES = ['en', 'fr'];

/** One city and one browser for all that is looked at by everyone; links in mail come with the start. */
export class SeenSite {
  city: City;
  browser: Browser;
  /** Paths by what they are. */
  readonly paths: Record<string, string> = {
    home: '/',
    topic: '/topics/digital-infrastructure-plan',
    embed: '/topics/digital-infrastructure-plan/embed',
    'embedded form': '/topics/digital-infrastructure-plan/embedded',
    'check your mail': '/check-your-mail',
    'mail again': '/check-your-mail/again',
    transparency: '/transparency',
    'not found': '/no-such-page',
    consultations: '/consultations',
    consultation: '/consultations/digital-infrastructure-plan-2019',
    archive: '/announcements',
    ledger: '/ledger',
    'check a receipt': '/verify',
  };

  async start(): Promise<void> {
    const { paths } = this;
    const [city, browser] = await Promise.all([startCity(), openBrowser()]);
    Object.assign(this, { city, browser });
    const welcome = await follow(city, CONFIRMED);
    await ask(city, 'pending@residents.example.org');
    const confirmation = linkIn(await city.mails.nextMail('pending@residents.example.org'), '/confirm/');
    paths.confirm = new URL(confirmation).pathname;
    paths['not me'] = `${paths.confirm}/not-me`;
    paths.leave = new URL(linkIn(welcome, '/leave/')).pathname;
    paths.receipt = new URL(linkIn(welcome, '/verify/receipt/')).pathname;
    paths.manage = await this.#manage();
    paths.announcement = (await announce(city, 'The discussion guide')).replace('/staff', '');
    await city.mails.nextMail(CONFIRMED);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.city.stop();
  }

  /** What `/manage` mails to whoever asks. */
  async #manage(): Promise<string> {
    const visitor = new Visitor(this.city.url);
    await visitor.send(await visitor.open('/manage'), { email: CONFIRMED });
    return new URL(linkIn(await this.city.mails.nextMail(CONFIRMED), '/manage/')).pathname;
  }

  address(name: string, language = 'en'): string {
    return `${this.city.url}${this.paths[name]}?lang=${language}`;
  }

  async open(name: string, language: string, width: number): Promise<Page> {
    const page = await this.browser.newPage({ viewport: { width, height: 800 }, bypassCSP: true });
    await page.goto(this.address(name, language));
    return page;
  }
}
