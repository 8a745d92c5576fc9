import { type Browser, chromium } from 'playwright-core';
import { findProgram } from '../packages/find-program.ts';
import { Camera } from './camera.ts';
import { Inbox } from './inbox.ts';
import { frenchMails, residentWalk } from './resident-walk.ts';
import { auditWalk, staffWalk } from './staff-walk.ts';

// `npm run screens`: walks the demo city that `npm start` runs and keeps a picture of each page and mail in docs/screens,
// desktop and phone, in each language. SITE and INBOX say where it runs, if not at the usual ports. Of a city that is closed for
// maintenance it keeps the page that says so.
const camera = new Camera(process.env.SITE || 'http://localhost:8080');
const inbox = new Inbox(process.env.INBOX || 'http://localhost:1080');

const browser = await chromium.launch({
  executablePath: findProgram(['chromium', 'chromium-browser', 'google-chrome']),
  chromiumSandbox: process.getuid?.() !== 0,
});
try {
  await walk(browser);
} finally {
  await browser.close();
}

async function walk(browser: Browser): Promise<void> {
  const addresses = ['en', 'fr'].map((language) => `screens-${language}-${Date.now()}@example.ca`);
  const [english = '', french = ''] = addresses;
  const resident = await browser.newContext();
  if ((await fetch(camera.site)).status === 503) return camera.picture(resident, 'maintenance', '/');
  await residentWalk(camera, resident, inbox, english);
  await frenchMails(camera, await browser.newContext(), inbox, french);
  await staffWalk(camera, browser, inbox, addresses);
  await auditWalk(camera, browser);
}
