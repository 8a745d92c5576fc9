import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { ROOT } from '../project.ts';

const FOLDER = join(ROOT, 'docs', 'screens');
const WIDTHS = { desktop: 1280, phone: 360 };
const LANGUAGES = ['en', 'fr'];
/** Of 100: letters can be read, and that is what the pictures are for. */
const QUALITY = 12;

/** Keeps pictures of a running site in docs/screens. */
export class Camera {
  readonly site: string;

  /** @param site its address, without a slash at the end. */
  constructor(site: string) {
    this.site = site;
    mkdirSync(FOLDER, { recursive: true });
  }

  address(path: string, language = 'en'): string {
    const url = new URL(path, this.site);
    url.searchParams.set('lang', language);
    return url.href;
  }

  /** The page on a desktop and on a phone, in each language. @param act what is done on it before. */
  async picture(
    context: BrowserContext,
    name: string,
    path: string,
    act: (page: Page) => Promise<void> = async () => {},
  ): Promise<void> {
    const page = await context.newPage();
    for (const [size, width] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height: 800 });
      for (const language of LANGUAGES) {
        await page.goto(this.address(path, language));
        await act(page);
        await this.keep(page, `${name}-${size}-${language}`);
      }
    }
    await page.close();
  }

  /** A mail, in the language that it says to be in. */
  async mail(context: BrowserContext, name: string, html: string): Promise<void> {
    const page = await context.newPage();
    for (const [size, width] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height: 800 });
      await page.setContent(html);
      const language = await page.locator('html').getAttribute('lang');
      await this.keep(page, `${name}-${size}-${language}`);
    }
    await page.close();
  }

  /** As WebP, which Playwright does not make: a tenth of a PNG, so that all of them can be kept beside the code. */
  async keep(page: Page, name: string): Promise<void> {
    const session = await page.context().newCDPSession(page);
    const { cssContentSize } = await session.send('Page.getLayoutMetrics');
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
      captureBeyondViewport: true,
      clip: { ...cssContentSize, scale: 1 },
    });
    await session.detach();
    writeFileSync(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
  }
}

/** Presses a button and waits for the page that answers: a form may take its time before it goes, for its proof of work. */
export async function press(page: Page, button = page.locator('main form button').first()): Promise<void> {
  const answered = page.waitForEvent('load');
  await button.click();
  await answered;
}
