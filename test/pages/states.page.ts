import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page as Tab } from 'playwright-core';
import { type Page, Pages } from '#libs/site';
import {
  type RunningSubscription,
  runSubscription,
} from '../../apps/subscription/src/subscription.testing.ts';
import { axeFindings, openBrowser, overflow } from '../support/index.ts';
import { allStates } from './states/all-states.ts';
import { NARROW } from './states/limited-states.ts';
import type { State } from './states/page-reader.ts';

const SOURCE = join(import.meta.dirname, '../../apps/subscription/src');
/** Opened by their address in `everyone.page.ts`. */
const BY_ADDRESS = [
  'embeds/embed.njk',
  'embeds/embedded.njk',
  'front/home.njk',
  'front/topic.njk',
  'resends/sent-again.njk',
  'transparency/transparency.njk',
];

/** The same on every page, and looked at there. */
const SHELL = ['.site-header', '.govuk-service-navigation', '.site-footer'];

/** What no address alone shows, made by the service without a browser, and then looked at in one. */
describe('every state of the residents’ pages, in both languages', () => {
  let subscription: RunningSubscription;
  let closed: RunningSubscription;
  let browser: Browser;
  let tab: Tab;
  let states: Record<string, State[]>;
  const shown = new Set(BY_ADDRESS);

  beforeAll(async () => {
    [subscription, closed, browser] = await Promise.all([
      runSubscription(NARROW),
      runSubscription({ MAINTENANCE_UNTIL: '2026-03-03T06:00:00-05:00' }),
      openBrowser(),
    ]);
    for (const { app } of [subscription, closed]) remember(app.get(Pages), shown);
    states = await allStates(subscription, closed);
    tab = await browser.newPage({ viewport: { width: 320, height: 800 }, bypassCSP: true });
    await tab.route('**/*', async (route) => {
      const { pathname, search } = new URL(route.request().url());
      const { statusCode, headers, rawPayload } = await subscription.app.inject({ url: pathname + search });
      await route.fulfill({
        status: statusCode,
        contentType: String(headers['content-type']),
        body: rawPayload,
      });
    });
    await tab.goto('http://updates.example.ca/');
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await Promise.all([subscription.stop(), closed.stop()]);
  });

  it.each(['en', 'fr'])(
    'ALL-1: in %s none has an axe finding, or needs sideways scrolling at 320 px',
    async (language) => {
      for (const [name, html] of states[language] ?? []) {
        await tab.setContent(html);
        const findings = await axeFindings(tab, SHELL);
        expect({
          name,
          lang: await tab.getAttribute('html', 'lang'),
          findings,
          overflow: await overflow(tab),
        }).toEqual({
          name,
          lang: language,
          findings: [],
          overflow: 0,
        });
      }
    },
    60_000,
  );

  it('would be found: a page without its language, a picture without words', async () => {
    const [[, html = ''] = []] = states.en ?? [];
    await tab.setContent(
      html.replace('<html lang="en"', '<html').replace('</main>', '<img src="/x"></main>'),
    );
    expect(await axeFindings(tab, SHELL)).toEqual([
      'html-has-lang: html',
      expect.stringMatching(/^image-alt: /),
    ]);
  });

  it('ALL-1: no page is left out', () => {
    const templates = globSync('**/*.njk', { cwd: SOURCE });
    const pages = templates.filter((name) =>
      readFileSync(join(SOURCE, name), 'utf8').includes('extends "page.njk"'),
    );
    expect(pages.length).toBeGreaterThan(30);
    expect(pages.filter((name) => !shown.has(name))).toEqual([]);
  });
});

/** Notes which templates are shown. */
function remember(pages: Pages, shown: Set<string>): void {
  const render = pages.render.bind(pages);
  pages.render = (request, reply, page: Page) => {
    shown.add(page.template);
    return render(request, reply, page);
  };
}
