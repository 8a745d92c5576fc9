import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import type { SeenSite } from './seen-site.ts';

/** People sign up without a pointer, without a script, and from another site. */
export function signingUp(site: SeenSite): void {
  it('ALL-1: an error stands in a summary that has the focus, and leads to its field', async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.city.url}/?lang=en`);
    await page.getByRole('button', { name: 'Subscribe' }).press('Enter');
    await page.getByRole('link', { name: 'Tick at least one topic' }).click();
    expect(new URL(page.url()).hash).toBe('#topics');
    expect(await page.title()).toMatch(/^Error: /);
    await context.close();
  });

  it('ALL-1: signing up needs nothing but a keyboard, and no script', async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.city.url}/?lang=en`);
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toContain('Skip to main content');
    await page.getByRole('checkbox', { name: 'City budget' }).press('Space');
    const focused = () => page.locator(':focus').getAttribute('id');
    for (let steps = 0; steps < 5 && (await focused()) !== 'email'; steps += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.type('keyboard@residents.example.org');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/check-your-mail**');
    expect(await page.textContent('h1')).toContain('Look at your mail');
    await site.city.mails.nextMail('keyboard@residents.example.org');
    await context.close();
  });

  it('the code for other sites works there: a form, and a frame whose form opens in the whole window', async () => {
    const context = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.city.url}${site.paths.embed}?lang=en`);
    const codes = await page.locator('textarea').evaluateAll((all) => all.map((one) => one.textContent));
    for (const [kind, code] of [
      ['form', codes[0]],
      ['frame', codes[1]],
    ]) {
      // A server of its own: what a browser takes for a page of the internet may not frame one of this machine.
      const elsewhere = createServer((_, answer) => answer.end(`<!DOCTYPE html><h1>Elsewhere</h1>${code}`));
      await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
      await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`);
      const form = kind === 'frame' ? page.frameLocator('iframe') : page;
      await form.getByRole('checkbox', { name: 'Digital Infrastructure Plan updates' }).check();
      await form.getByLabel('Your e-mail address').fill(`${kind}@residents.example.org`);
      await form.getByRole('button', { name: 'Subscribe' }).click();
      await page.waitForURL(`${site.city.url}/check-your-mail?lang=en`);
      await site.city.mails.nextMail(`${kind}@residents.example.org`);
      elsewhere.close();
    }
    await context.close();
  });
}
