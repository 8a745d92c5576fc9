import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeFindings, overflow } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';

const FOLDER = join(import.meta.dirname, '../../apps/notification/src/samples/files');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.html'));
const html = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** What a mail program with this ground shows in a window of 640 pixels at 200 %, or on a narrow phone. */
async function opened(colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } });
  return context.newPage();
}

const ground = (page: Page) => page.evaluate('getComputedStyle(document.body).backgroundColor');

describe('MSG-6: every mail', () => {
  it.each([
    ['light', 'rgb(255, 255, 255)'],
    ['dark', 'rgb(18, 18, 18)'],
  ] as const)('meets WCAG 2.2 AA on a %s ground, and never scrolls sideways at 320 pixels', async (...of) => {
    const [scheme, colour] = of;
    const page = await opened(scheme);
    for (const file of files) {
      await page.setContent(html(file));
      expect({ file, colour: await ground(page) }).toEqual({ file, colour });
      expect({ file, findings: await axeFindings(page) }).toEqual({ file, findings: [] });
      expect({ file, overflow: await overflow(page) }).toEqual({ file, overflow: 0 });
    }
    await page.context().close();
  });

  it('can be read where its sheet is dropped, and would be found where a colour is not', async () => {
    const page = await opened('light');
    for (const file of files) {
      const bare = html(file).replace(/<style>.*?<\/style>/s, '');
      await page.setContent(bare);
      expect({ file, findings: await axeFindings(page) }).toEqual({ file, findings: [] });
    }
    await page.setContent(html('welcome.en.html').replaceAll('color:#1a1a1a', 'color:#aaaaaa'));
    expect(await axeFindings(page)).toContainEqual(expect.stringMatching(/^color-contrast: /));
    await page.context().close();
  });
});
