import { expect, it } from '@jest/globals';
import type { BrowserContext } from 'playwright-core';
import { KEY_PAGES, type SeenSite } from './seen-site.ts';

/** What comes over the line for a page, headers included; what the browser kept costs nothing. */
export function weight(site: SeenSite): void {
  it('ALL-3: a page weighs less than 100 KB on the first load and less than 15 KB on the next, and sets no cookie', async () => {
    const loads = await Promise.all(KEY_PAGES.map(async (name) => ({ name, ...(await twice(name)) })));
    for (const { name, first, next, cookies } of loads) {
      expect({ name, cookies, isLight: first < 100_000, isLightAgain: next < 15_000 }).toEqual({
        name,
        cookies: 0,
        isLight: true,
        isLightAgain: true,
      });
      // The sheet came with the first, and the page itself with each.
      expect(first).toBeGreaterThan(next + 5_000);
      expect(next).toBeGreaterThan(1_000);
    }
  });

  const twice = async (name: string) => {
    const context = await site.browser.newContext();
    const first = await load(context, site.address(name));
    const next = await load(context, site.address(name));
    const { length: cookies } = await context.cookies();
    await context.close();
    return { first, next, cookies };
  };
}

/** @returns octets on the line, as the browser's network counted them. */
async function load(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  let octets = 0;
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    octets += encodedDataLength;
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.close();
  return octets;
}
