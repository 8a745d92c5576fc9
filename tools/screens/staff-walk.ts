import type { Browser, BrowserContext } from 'playwright-core';
import type { Camera } from './camera.ts';
import type { Inbox } from './inbox.ts';

/** From the first word of an announcement to its dispatch, and what operators see. @param addresses of some who follow its topic. */
export async function staffWalk(
  camera: Camera,
  browser: Browser,
  inbox: Inbox,
  addresses: string[],
): Promise<void> {
  const author = await signIn(camera, browser, '/staff', 'Amira Author');
  await camera.picture(author, 'staff-write', '/staff/announcements/new');
  const page = await author.newPage();
  await page.goto(camera.address('/staff/announcements/new'));
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
  await camera.picture(author, 'staff-announcement', announcement);
  const approver = await signIn(camera, browser, '/staff', 'Paul Approver');
  const release = await approver.newPage();
  await release.goto(camera.address(announcement));
  await release.getByRole('button', { name: 'Release and send now' }).click();
  for (const address of addresses)
    await camera.mail(approver, 'mail-announcement', (await inbox.next(address)).html);
  await camera.picture(approver, 'staff', '/staff');
  await camera.picture(approver, 'staff-digests', '/staff/digests');
  await camera.picture(approver, 'staff-dns', '/staff/dns');
  await camera.picture(approver, 'staff-mail', '/staff/mail');
  await camera.picture(approver, 'staff-dispatch', `${announcement}/dispatch`);
  await camera.picture(approver, 'announcement', announcement.replace('/staff', ''));
  await mailboxWalk(camera, await signIn(camera, browser, '/staff', 'Omar Operator'));
}

/** Messages for a person, and the form by which an address is written to again that was given up. */
async function mailboxWalk(camera: Camera, operator: BrowserContext): Promise<void> {
  await camera.picture(operator, 'staff-mailbox', '/staff/mailbox');
  const page = await operator.newPage();
  await page.goto(camera.address('/staff/mailbox'));
  await page.locator('form[action*=reachable] [name=address]').fill('nobody@example.ca');
  await page.locator('form[action*=reachable] button').click();
  await camera.keep(page, 'staff-reachable-desktop-en');
  await page.close();
}

export async function auditWalk(camera: Camera, browser: Browser): Promise<void> {
  const auditor = await signIn(camera, browser, '/audit', 'Odile Auditor');
  await camera.picture(auditor, 'audit', '/audit');
  await camera.picture(auditor, 'audit-records', '/audit/records');
}

async function signIn(
  camera: Camera,
  browser: Browser,
  section: string,
  person: string,
): Promise<BrowserContext> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(camera.address(section));
  await page.getByRole('button', { name: person }).click();
  await page.waitForURL(`${camera.site}${section}**`);
  return context;
}
