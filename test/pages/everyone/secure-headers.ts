import { expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type City, type HeaderExceptions, headerFaults, signIn, type Visitor } from '../../support/index.ts';
import type { SeenSite } from './seen-site.ts';

const KEPT = { headers: { 'cache-control': /^public, max-age=31536000, immutable$/ } };
const FRAMED = {
  headers: { 'x-frame-options': null, 'cross-origin-resource-policy': /^cross-origin$/ },
  sources: ['frame-ancestors *'],
};
const DRAWN = { sources: ["style-src 'unsafe-inline'", 'img-src data:'] };
const FEED = { headers: { 'cache-control': /^public, max-age=\d{3}$/ } };
const CHECKPOINT = { headers: { 'cache-control': /^public, max-age=2$/ } };

/** What OWASP's Secure Headers Project lists, on an answer of each kind; exceptions stand here by name. */
export function secureHeaders(site: SeenSite): void {
  it('ABUSE-4: each kind of public page, file and answer has every secure header', async () => {
    const { paths, city } = site;
    const [, sheet = ''] = /href="(\/assets\/site[^"]+)"/.exec(await html(city, '/')) ?? [];
    const kinds: [string, HeaderExceptions?][] = [
      ...Object.values(paths).map((path): [string, HeaderExceptions?] =>
        path.endsWith('/embedded') ? [path, FRAMED] : [path],
      ),
      ...['/manage', '/my-data', '/leave/x', '/manage/x', '/confirm/x', '/%00', '/audit', '/staff'].map(
        (path): [string] => [path],
      ),
      ['/api/subscription/v1/topics'],
      ['/api/subscription/v1/challenges'],
      ['/api/notification/v1/nothing'],
      ['/api/subscription/openapi.json'],
      ['/api/consent/docs', DRAWN],
      ['/health/live'],
      ['/feeds/digital-infrastructure-plan.atom', FEED],
      ['/ledger/checkpoint', CHECKPOINT],
      [sheet, KEPT],
      [sheet.replace(/v=.*/, 'v=0'), { headers: { 'cache-control': /^public, no-cache$/ } }],
    ];
    const found = await Promise.all(kinds.map(([path, exceptions]) => faultsAt(city, path, exceptions)));
    expect(found.filter(({ faults }) => faults.length > 0)).toEqual([]);
  });

  it('ABUSE-4: so has what staff and auditors see, with the pages that show a mail', async () => {
    const { city } = site;
    const { visitor: author } = await signIn(city, '/staff', 'demo-amira');
    const { visitor: auditor } = await signIn(city, '/audit', 'demo-odile');
    const announcement = `/staff${site.paths.announcement}`;
    const mail: HeaderExceptions = { sources: ["style-src 'unsafe-inline'"] };
    const seen: [Visitor, string, HeaderExceptions?][] = [
      [author, '/staff'],
      [author, '/staff/announcements/new'],
      [author, announcement],
      [author, `${announcement}/mail/fr`, mail],
      [auditor, '/audit'],
      [auditor, '/audit/records'],
    ];
    for (const [visitor, path, exceptions] of seen) {
      const { status, headers } = await visitor.open(path);
      expect({ path, status, faults: headerFaults(headers, exceptions) }).toEqual({
        path,
        status: 200,
        faults: [],
      });
    }
  });

  it('ABUSE-4: so has what goes wrong: a form with problems, one too large, a kind not read, an error of ours', async () => {
    const { city } = site;
    const post = (body: string | URLSearchParams, type?: string) =>
      fetch(city.url, { method: 'POST', body, headers: type ? { 'content-type': type } : {} });
    const broken = await whileBroken(city, () => fetch(`${city.url}/transparency?broken`));
    const answers = [
      await post(new URLSearchParams({ email: '' })),
      await post(new URLSearchParams({ email: 'a'.repeat(70_000) })),
      await post('<email/>', 'application/xml'),
      broken,
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 413, 415, 500]);
    for (const { headers } of answers) expect(headerFaults(headers)).toEqual([]);
  });
}

async function html(city: City, path: string): Promise<string> {
  return (await fetch(city.url + path)).text();
}

async function faultsAt(city: City, path: string, exceptions?: HeaderExceptions) {
  const { headers, status } = await fetch(city.url + path, { redirect: 'manual' });
  return { path, status, faults: headerFaults(headers, exceptions) };
}

/** While a table has another name, nothing that needs it can be answered. */
async function whileBroken(city: City, act: () => Promise<Response>): Promise<Response> {
  const owner = new Client({ connectionString: city.ownerUrl });
  await owner.connect();
  try {
    await owner.query('ALTER TABLE subscription.mail_months RENAME TO months_away');
    return await act();
  } finally {
    await owner.query('ALTER TABLE subscription.months_away RENAME TO mail_months');
    await owner.end();
  }
}
