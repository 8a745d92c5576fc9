import { expect, it } from '@jest/globals';
import type { SeenSite } from './seen-site.ts';

export function weight(site: SeenSite): void {
  it('ALL-3: the home page weighs less than 100 KB in all, and sets no cookie', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    let octets = 0;
    page.on('requestfinished', async (request) => {
      const { responseBodySize, responseHeadersSize } = await request.sizes();
      octets += responseBodySize + responseHeadersSize;
    });
    await page.goto(site.city.url, { waitUntil: 'networkidle' });
    expect(octets).toBeGreaterThan(5_000);
    expect(octets).toBeLessThan(100_000);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });
}
