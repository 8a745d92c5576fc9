import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { count } from '../ledger.testing.ts';
import { signIn } from '../sign-in.testing.ts';
import { type RunningAuditor, runAuditor } from './auditor.testing.ts';

let auditor: RunningAuditor;

beforeAll(async () => {
  auditor = await runAuditor();
});

afterAll(async () => {
  await auditor.stop();
});

describe('who may see it, and what they may do', () => {
  it('ABUSE-4: is for auditors alone, and a form from elsewhere is refused', async () => {
    for (const url of [
      '/audit',
      '/audit/records',
      '/audit/records/4',
      '/audit/why',
      '/audit/acts',
      '/audit/dispatches',
      '/audit/activity',
      '/audit/integrity',
      `/audit/deliveries/${auditor.residentId}`,
      `/audit/residents/${auditor.residentId}/standing`,
      `/audit/residents/${auditor.residentId}`,
    ]) {
      expect((await auditor.consent.app.inject(url)).statusCode).toBe(303);
      const author = { cookie: await signIn(auditor.consent, 'demo-amira') };
      expect((await auditor.consent.app.inject({ url, headers: author })).statusCode).toBe(403);
    }
    const forged = await auditor.consent.app.inject({
      method: 'POST',
      url: '/audit/search',
      headers: { cookie: auditor.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'address=odile.tremblay%40example.ca',
    });
    expect(forged.statusCode).toBe(403);
  });

  it('cannot change anything: there is no other form than search, filter and sign-out', async () => {
    const pages = await Promise.all(
      ['/audit', '/audit/records', '/audit/records/4', `/audit/residents/${auditor.residentId}`].map((url) =>
        auditor.open(url),
      ),
    );
    const actions = pages.flatMap((page) =>
      [...page.matchAll(/<form[^>]*action="([^"]+)"/g)].map(([, to]) => to),
    );
    expect(new Set(actions)).toEqual(new Set(['/audit/records', '/audit/search', '/audit/sign-out']));
    expect(pages.join()).not.toContain('<script');
  });

  it('PROOF-4: each look at one resident is recorded before it is answered, and lists name nobody', async () => {
    const recorded = async () => count(auditor.consent, "records WHERE action = 'looked-at-resident'");
    await auditor.consent.sequence();
    const before = await recorded();
    expect(await auditor.open('/audit/records')).not.toContain('odile.tremblay');
    for (const url of ['/audit/records/4', `/audit/residents/${auditor.residentId}`])
      expect(await auditor.open(url)).toContain('is written into the ledger');
    await auditor.consent.sequence();
    expect(await recorded()).toBe(before + 2);
    const [row] = await auditor.consent.dataSource.query<{ payload: string }[]>(
      "SELECT payload FROM records WHERE action = 'looked-at-resident' ORDER BY leaf_index DESC LIMIT 1",
    );
    expect(JSON.parse(row?.payload ?? '{}')).toMatchObject({
      resident_id: auditor.residentId,
      shown: 'history',
    });
    expect(row?.payload).not.toContain('example.ca');
  });

  it('ABUSE-5: nothing of it is in the log: no address, no network address, no program', async () => {
    await auditor.search('odile.tremblay@example.ca');
    const log = auditor.consent.log.join('');
    expect(log).toContain('"kind":"consent-confirmed.v1"');
    expect(log).toContain('"route":"/audit/search"');
    for (const personal of ['tremblay', '192.0.2.7', 'Mozilla', 'example.ca'])
      expect(log).not.toContain(personal);
  });
});
