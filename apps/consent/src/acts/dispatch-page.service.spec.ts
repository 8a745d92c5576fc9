import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DispatchFinishedV1, ManifestPartV1 } from '#libs/contracts';
import { type RunningAuditor, runAuditor } from '../audit/auditor.testing.ts';
import { recordOf, taken } from '../ledger.testing.ts';
import { handedOver, someLines } from '../manifests/manifests.testing.ts';

let auditor: RunningAuditor;
let dispatch: DispatchFinishedV1;
let parts: ManifestPartV1[];
let url: string;

beforeAll(async () => {
  auditor = await runAuditor();
  ({ dispatch, parts } = handedOver(someLines(3)));
  await auditor.consent.send(dispatch);
  url = `/audit/dispatches/${(await recordOf(auditor.consent, { eventId: dispatch.dispatchId })).index}`;
});

afterAll(async () => {
  await auditor.stop();
});

async function take(part: number): Promise<void> {
  await taken(auditor.consent, await auditor.consent.send(parts[part] as ManifestPartV1));
  await auditor.consent.sequence();
}

describe('the page of a dispatch', () => {
  it('PROOF-4: says how much of the list of deliveries has come, and when it is complete', async () => {
    expect(await auditor.open(url)).toContain('On its way');
    await take(1);
    expect(await auditor.open(url)).toContain('1 of 2 parts are here.');
    expect(await auditor.open(url)).toContain('but not the list of deliveries');
    await take(0);
    const page = await auditor.open(url);
    expect(page).toContain('Complete');
    expect(page).not.toContain('On its way');
    const entry = /\/audit\/records\/(\d+)">/.exec(page.slice(page.indexOf('Complete')))?.[1];
    expect(await auditor.open(`/audit/records/${entry}`)).toContain('deliveries is complete');
    expect(await auditor.open(`${url}?lang=fr`)).toContain('Complète');
  });

  it('is there for dispatches alone, once each', async () => {
    const list = await auditor.open('/audit/dispatches');
    const links = [...list.matchAll(/href="(\/audit\/dispatches\/\d+)"/g)].map(([, href]) => href);
    expect(links).toEqual([url]);
    const [kept] = await auditor.consent.dataSource.query(
      `SELECT leaf_index AS index FROM records WHERE action = 'kept-manifest'`,
    );
    const answer = await auditor.consent.app.inject({
      url: `/audit/dispatches/${kept.index}`,
      headers: { cookie: auditor.cookie },
    });
    expect(answer.statusCode).toBe(404);
  });

  it('PROOF-4: asks for its package by one button', async () => {
    const page = await auditor.open(url);
    const form = page.slice(page.indexOf('action="/audit/exports"'));
    const found = form.matchAll(/name="([a-zA-Z]+)" value="([^"]*)"/g);
    const fields = Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
    expect(fields).toMatchObject({
      format: 'package',
      scope: 'dispatch',
      dispatch: dispatch.dispatchId,
    });
    const answer = await auditor.consent.app.inject({
      method: 'POST',
      url: '/audit/exports',
      headers: { cookie: auditor.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
    expect(answer.statusCode).toBe(303);
  });
});
