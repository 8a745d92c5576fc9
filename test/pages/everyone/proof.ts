import { expect, it } from '@jest/globals';
import type { SeenSite } from './seen-site.ts';

export function proofOfWork(site: SeenSite): void {
  it('ABUSE-2: a browser that runs our script sends a proof of work that nobody sees', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${site.city.url}/?lang=en`);
    await page.getByRole('checkbox', { name: 'City budget' }).check();
    await page.getByLabel('Your e-mail address').fill('proof@residents.example.org');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    const { challenge, solution } = proofIn((await sent).postData());
    expect(challenge.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(solution.derivedKey.startsWith(challenge.parameters.keyPrefix)).toBe(true);
    await page.waitForURL('**/check-your-mail**');
    await site.city.mails.nextMail('proof@residents.example.org');
    await context.close();
  });

  it('ABUSE-2: whatever becomes of the proof, the form is sent', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.route('**/altcha-pbkdf2.js*', (route) => route.abort());
    await page.goto(`${site.city.url}/?lang=en`);
    await page.getByRole('checkbox', { name: 'City budget' }).check();
    await page.getByLabel('Your e-mail address').fill('no-proof@residents.example.org');
    await page.getByRole('button', { name: 'Subscribe' }).click();
    await page.waitForURL('**/check-your-mail**');
    await site.city.mails.nextMail('no-proof@residents.example.org');
    await context.close();
  });
}

interface Proof {
  challenge: { parameters: { keyPrefix: string }; signature: string };
  solution: { derivedKey: string };
}

function proofIn(form: string | null): Proof {
  const sent = new URLSearchParams(form ?? '').get('altcha') ?? '';
  return JSON.parse(Buffer.from(sent, 'base64').toString('utf8')) as Proof;
}
