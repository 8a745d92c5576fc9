import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findProgram } from '../packages/find-program.ts';
import { ROOT } from '../project.ts';
import { Inbox } from './inbox.ts';

// `npm run screens`: walks the demo city that `npm start` runs and keeps a picture of each page and mail in docs/screens,
// desktop and phone, in each language. SITE and INBOX say where it runs, if not at the usual ports.
const SITE = process.env.SITE || 'http://localhost:8080';
const INBOX = process.env.INBOX || 'http://localhost:1080';
const FOLDER = join(ROOT, 'docs', 'screens');
const WIDTHS = { desktop: 1280, phone: 360 };
const LANGUAGES = ['en', 'fr'];
const TOPIC = '/topics/digital-infrastructure-plan';

const browser = await chromium.launch({
  executablePath: findProgram(['chromium', 'chromium-browser', 'google-chrome']),
  chromiumSandbox: process.getuid?.() !== 0,
});
mkdirSync(FOLDER, { recursive: true });
try {
  await walk(browser);
} finally {
  await browser.close();
}

async function walk(browser: Browser): Promise<void> {
  const inbox = new Inbox(INBOX);
  const address = `screens-${Date.now()}@example.ca`;
  const resident = await browser.newContext();
  await ask(await resident.newPage(), address);
  await picture(resident, 'home', '/');
  await picture(resident, 'topic', TOPIC);
  await picture(resident, 'embed', `${TOPIC}/embed`);
  await picture(resident, 'embedded', `${TOPIC}/embedded`);
  await picture(resident, 'asked', '/check-your-mail');
  await picture(resident, 'asked-again', '/check-your-mail/again');
  await slips(resident);
  const confirmation = await inbox.next(address);
  await mailPicture(resident, 'mail-confirmation', confirmation.html);
  const confirm = inbox.link(confirmation, '/confirm/');
  await picture(resident, 'confirm', confirm);
  await picture(resident, 'not-me', `${confirm}/not-me`);
  await press(resident, confirm);
  await picture(resident, 'confirmed', confirm);
  const welcome = await inbox.next(address);
  await mailPicture(resident, 'mail-welcome', welcome.html);
  await picture(resident, 'leave', inbox.link(welcome, '/leave/'));
  await picture(resident, 'receipt', inbox.link(welcome, '/verify/receipt/'));
  await dataWalk(resident, inbox, address);
  for (const path of [
    '/transparency',
    '/consultations',
    '/consultations/discotech-2021',
    '/announcements',
    '/ledger',
    '/verify',
    '/nothing-here',
  ]) {
    await picture(resident, path.slice(1).replaceAll('/', '-'), path);
  }
  await staffWalk(browser, inbox, address);
  await auditWalk(browser);
}

/** What a form answers when something in it is missing, and when a domain looks misspelt. */
async function slips(resident: BrowserContext): Promise<void> {
  for (const [name, address] of [
    ['topic-problems', ''],
    ['check-address', 'resident@gmial.com'],
  ] as const) {
    const page = await resident.newPage();
    for (const [size, width] of Object.entries(WIDTHS)) {
      await page.setViewportSize({ width, height: 800 });
      for (const language of LANGUAGES) {
        await page.goto(`${SITE}${TOPIC}?lang=${language}`);
        if (address) await page.locator('[name=topics]').check();
        await page.locator('[name=email]').fill(address);
        await page.locator('main form button').click();
        await page.screenshot({ path: join(FOLDER, `${name}-${size}-${language}.png`), fullPage: true });
      }
    }
    await page.close();
  }
}

async function dataWalk(resident: BrowserContext, inbox: Inbox, address: string): Promise<void> {
  await picture(resident, 'my-data', '/my-data');
  const page = await resident.newPage();
  await page.goto(`${SITE}/my-data?lang=en`);
  await page.getByLabel('Your e-mail address').fill(address);
  await page.getByRole('button', { name: 'Send me the link' }).click();
  const letter = await inbox.next(address);
  await mailPicture(resident, 'mail-data', letter.html);
  const link = inbox.link(letter, '/verify/data/');
  await picture(resident, 'data', link);
  await page.goto(`${link}?lang=en`);
  await page.getByRole('button', { name: 'Read it here' }).click();
  await page.screenshot({ path: join(FOLDER, 'data-read-desktop-en.png'), fullPage: true });
}

async function staffWalk(browser: Browser, inbox: Inbox, address: string): Promise<void> {
  const author = await signIn(browser, '/staff', 'Amira Author');
  await picture(author, 'staff-write', '/staff/announcements/new');
  const page = await author.newPage();
  await page.goto(`${SITE}/staff/announcements/new?lang=en`);
  await page.getByRole('radio', { name: 'Digital Infrastructure Plan updates' }).check();
  const texts = {
    en: [
      'The discussion guide is online',
      'You can now read the **discussion guide** for the meetings.\n\n[Read the guide](https://www.example.ca/guide)',
    ],
    fr: [
      'Le guide de discussion est en ligne',
      'Vous pouvez maintenant lire le **guide de discussion** des rencontres.\n\n[Lire le guide](https://www.example.ca/guide-fr)',
    ],
  };
  for (const [code, [subject = '', body = '']] of Object.entries(texts)) {
    await page.locator(`[name=subject-${code}]`).fill(subject);
    await page.locator(`[name=body-${code}]`).fill(body);
  }
  await page.locator('[name=send][value=now]').check();
  await page.getByRole('button', { name: 'Save and preview' }).click();
  const announcement = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Submit for release' }).click();
  await picture(author, 'staff-announcement', announcement);
  const approver = await signIn(browser, '/staff', 'Paul Approver');
  const release = await approver.newPage();
  await release.goto(`${SITE}${announcement}?lang=en`);
  await release.getByRole('button', { name: 'Release and send now' }).click();
  await mailPicture(approver, 'mail-announcement', (await inbox.next(address)).html);
  await picture(approver, 'staff', '/staff');
  await picture(approver, 'staff-dns', '/staff/dns');
  await picture(approver, 'staff-mail', '/staff/mail');
  await picture(approver, 'staff-dispatch', `${announcement}/dispatch`);
  await picture(approver, 'announcement', announcement.replace('/staff', ''));
  await mailboxWalk(await signIn(browser, '/staff', 'Omar Operator'));
}

/** Messages for a person, and the form by which an address is written to again that was given up. */
async function mailboxWalk(operator: BrowserContext): Promise<void> {
  await picture(operator, 'staff-mailbox', '/staff/mailbox');
  const page = await operator.newPage();
  await page.goto(`${SITE}/staff/mailbox?lang=en`);
  await page.locator('form[action*=reachable] [name=address]').fill('nobody@example.ca');
  await page.locator('form[action*=reachable] button').click();
  await page.screenshot({ path: join(FOLDER, 'staff-reachable-desktop-en.png'), fullPage: true });
  await page.close();
}

async function auditWalk(browser: Browser): Promise<void> {
  const auditor = await signIn(browser, '/audit', 'Odile Auditor');
  await picture(auditor, 'audit', '/audit');
  await picture(auditor, 'audit-records', '/audit/records');
}

async function ask(page: Page, address: string): Promise<void> {
  await page.goto(`${SITE}/?lang=en`);
  await page.getByRole('checkbox', { name: 'Digital Infrastructure Plan updates' }).check();
  await page.getByLabel('Your e-mail address').fill(address);
  await page.getByRole('button', { name: 'Subscribe' }).click();
}

async function press(context: BrowserContext, link: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(link);
  await page.locator('main form button').first().click();
  await page.close();
}

async function signIn(browser: Browser, section: string, person: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${SITE}${section}?lang=en`);
  await page.getByRole('button', { name: person }).click();
  await page.waitForURL(`${SITE}${section}**`);
  return context;
}

async function picture(context: BrowserContext, name: string, path: string): Promise<void> {
  const page = await context.newPage();
  for (const [size, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 800 });
    for (const language of LANGUAGES) {
      const url = new URL(path, SITE);
      url.searchParams.set('lang', language);
      await page.goto(url.href);
      await page.screenshot({ path: join(FOLDER, `${name}-${size}-${language}.png`), fullPage: true });
    }
  }
  await page.close();
}

async function mailPicture(context: BrowserContext, name: string, html: string): Promise<void> {
  const page = await context.newPage();
  for (const [size, width] of Object.entries(WIDTHS)) {
    await page.setViewportSize({ width, height: 800 });
    await page.setContent(html);
    await page.screenshot({ path: join(FOLDER, `${name}-${size}.png`), fullPage: true });
  }
  await page.close();
}
