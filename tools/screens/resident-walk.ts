import type { BrowserContext, Page } from 'playwright-core';
import { type Camera, press } from './camera.ts';
import type { Inbox } from './inbox.ts';

const TOPIC = '/topics/digital-infrastructure-plan';

/** What somebody meets who asks, confirms and reads. */
export async function residentWalk(camera: Camera, resident: BrowserContext, inbox: Inbox, address: string) {
  await ask(camera, await resident.newPage(), address);
  await camera.picture(resident, 'home', '/');
  await camera.picture(resident, 'topic', TOPIC);
  await camera.picture(resident, 'embed', `${TOPIC}/embed`);
  await camera.picture(resident, 'embedded', `${TOPIC}/embedded`);
  await camera.picture(resident, 'asked', '/check-your-mail');
  await camera.picture(resident, 'asked-again', '/check-your-mail/again');
  await slip(camera, resident, 'topic-problems', '');
  await slip(camera, resident, 'check-address', 'resident@gmial.com');
  const confirmation = await inbox.next(address);
  await camera.mail(resident, 'mail-confirmation', confirmation.html);
  const confirm = inbox.link(confirmation, '/confirm/');
  await camera.picture(resident, 'confirm', confirm);
  await camera.picture(resident, 'not-me', `${confirm}/not-me`);
  await pressAt(resident, confirm);
  await camera.picture(resident, 'confirmed', confirm);
  const welcome = await inbox.next(address);
  await camera.mail(resident, 'mail-welcome', welcome.html);
  await camera.picture(resident, 'leave', inbox.link(welcome, '/leave/'));
  await camera.picture(resident, 'leave-unknown', '/leave/x');
  await camera.picture(resident, 'receipt', inbox.link(welcome, '/verify/receipt/'));
  await manageWalk(camera, resident, inbox, address);
  await dataWalk(camera, resident, inbox, address);
  for (const path of [
    '/transparency',
    '/consultations',
    '/consultations/discotech-digital-autonomy-2021',
    '/announcements',
    '/ledger',
    '/verify',
    '/nothing-here',
  ]) {
    await camera.picture(resident, path.slice(1).replaceAll('/', '-'), path);
  }
}

/** The mails to somebody who reads French: of the pages there are pictures in both languages already. */
export async function frenchMails(camera: Camera, resident: BrowserContext, inbox: Inbox, address: string) {
  const page = await resident.newPage();
  await page.goto(camera.address(TOPIC, 'fr'));
  await page.locator('[name=topics]').check();
  await page.locator('[name=email]').fill(address);
  await press(page);
  const confirmation = await inbox.next(address);
  await camera.mail(resident, 'mail-confirmation', confirmation.html);
  await pressAt(resident, inbox.link(confirmation, '/confirm/'));
  await camera.mail(resident, 'mail-welcome', (await inbox.next(address)).html);
  for (const [name, path] of Object.entries({ manage: '/manage', data: '/my-data' })) {
    await sendAddress(resident, camera.address(path, 'fr'), address);
    await camera.mail(resident, `mail-${name}`, (await inbox.next(address)).html);
  }
}

/** What the form answers when something in it is missing, or when a domain looks misspelt. */
async function slip(camera: Camera, resident: BrowserContext, name: string, address: string): Promise<void> {
  await camera.picture(resident, name, TOPIC, async (page) => {
    if (address) await page.locator('[name=topics]').check();
    await page.locator('[name=email]').fill(address);
    await press(page);
  });
}

/** By a fresh link, which opens all of it; a mailed one shows less. */
async function manageWalk(camera: Camera, resident: BrowserContext, inbox: Inbox, address: string) {
  await camera.picture(resident, 'manage-ask', '/manage');
  await camera.picture(resident, 'manage-asked', '/manage/asked');
  await sendAddress(resident, camera.address('/manage'), address);
  const letter = await inbox.next(address);
  await camera.mail(resident, 'mail-manage', letter.html);
  const manage = inbox.link(letter, '/manage/');
  await camera.picture(resident, 'manage', manage);
  for (const part of ['topics', 'history', 'data', 'address', 'erase'])
    await camera.picture(resident, `manage-${part}`, `${manage}/${part}`);
  await camera.picture(resident, 'manage-problems', manage, async (page) => {
    await page.locator('[name=pause-day]').fill('31');
    await press(page);
  });
  await camera.picture(resident, 'manage-gone', '/manage/x');
  await sendAddress(resident, camera.address(`${manage}/address`), `new-${address}`);
  const agree = inbox.link(await inbox.next(address), '/change-address/');
  await camera.picture(resident, 'address-agree', agree);
  await camera.picture(resident, 'address-refuse', `${agree}/not-me`);
}

async function dataWalk(
  camera: Camera,
  resident: BrowserContext,
  inbox: Inbox,
  address: string,
): Promise<void> {
  await camera.picture(resident, 'my-data', '/my-data');
  await sendAddress(resident, camera.address('/my-data'), address);
  const letter = await inbox.next(address);
  await camera.mail(resident, 'mail-data', letter.html);
  const link = inbox.link(letter, '/verify/data/');
  await camera.picture(resident, 'data', link);
  const page = await resident.newPage();
  await page.goto(camera.address(link));
  await press(page, page.getByRole('button', { name: 'Read it here' }));
  await camera.keep(page, 'data-read-desktop-en');
}

async function sendAddress(resident: BrowserContext, url: string, address: string) {
  const page = await resident.newPage();
  await page.goto(url);
  await page.locator('[name=email]').fill(address);
  await press(page);
  await page.close();
}

async function ask(camera: Camera, page: Page, address: string): Promise<void> {
  await page.goto(camera.address('/'));
  await page.getByRole('checkbox', { name: 'Digital Infrastructure Plan updates' }).check();
  await page.getByLabel('Your e-mail address').fill(address);
  await press(page, page.getByRole('button', { name: 'Subscribe' }));
}

async function pressAt(context: BrowserContext, link: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(link);
  await press(page);
  await page.close();
}
