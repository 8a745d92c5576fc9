import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AccessAskedV1,
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentWithdrewV1,
  ErasureAskedV1,
} from '#libs/contracts';
import { LeaveLinks, ManageLinks } from '#libs/links';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const manner = { control: 'subscribe-button', page: '/' };
const START = '2026-03-02T15:00:00.000Z';
const LATER = new Date('2026-03-03T15:00:00.000Z');

describe('what is a resident’s own', () => {
  let subscription: RunningSubscription;
  let confirmed: ConsentConfirmedV1;
  let address: string;
  let token: string;
  let count = 0;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());
  beforeEach(async () => {
    count += 1;
    address = `resident${count}@example.ca`;
    confirmed = await follow('en');
    token = links().fresh(confirmed.residentId, LATER);
  });

  const links = () => new ManageLinks(subscription.settings.linkKeys);
  const follow = async (language: string) => {
    const { app } = subscription;
    const topics = ['digital-infrastructure-plan'];
    await app.get(AskService).ask({ email: address, topics, language, manner });
    await app
      .get(ConfirmService)
      .confirm((await subscription.last(ConsentAskedV1)).confirmation.token, manner);
    return subscription.last(ConsentConfirmedV1);
  };
  const open = (page: string) => subscription.app.inject({ url: `/manage/${token}/${page}?lang=en` });
  const valueOn = ({ body }: { body: string }) => /name="value" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const post = (url: string, payload: string) =>
    subscription.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload,
    });
  const press = async (page: string) =>
    post(`/manage/${token}/${page}?lang=en`, `value=${valueOn(await open(page))}`);

  it('shows what they agreed to with the words of each time, how it ended, and what waits', async () => {
    await follow('fr');
    const leave = subscription.app.get(LeaveLinks).token(confirmed.topics[0]?.subscriptionId ?? '');
    await post(`/leave/${leave}`, 'scope=topic');
    const topics = ['city-budget'];
    await subscription.app.get(AskService).ask({ email: address, topics, language: 'en', manner });
    const { body, headers } = await open('history');
    expect(body.match(/On March 2, 2026[^.]*a\.m\. you confirmed\./g)).toHaveLength(2);
    expect(body).toContain('<div lang="fr">');
    expect(body).toContain('City of Toronto Act, 2006');
    expect(body).toMatch(/On March 2, 2026[^.]*a\.m\. you left\./);
    expect(body).toMatch(/Not confirmed yet[\s\S]*City budget/);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['x-robots-tag']).toContain('noindex');
  });

  it('PROOF-6: mails the link to everything to the mailbox, and shows nothing of it', async () => {
    const answer = await press('data');
    expect(answer.headers.location).toBe('/my-data/asked?lang=en');
    expect(await subscription.last(AccessAskedV1)).toMatchObject({ address, askedAt: START });
  });

  it('PROOF-5, LEAVE-4: erases: everything is left at once, and consent is told', async () => {
    const page = await press('erase');
    expect(page.body).toContain('You are being erased');
    expect(await subscription.last(ConsentWithdrewV1)).toMatchObject({
      residentId: confirmed.residentId,
      topics: [{ version: 2 }],
      manner: { control: 'erase-button', page: '/manage/erase' },
    });
    expect(await subscription.last(ErasureAskedV1)).toMatchObject({
      residentId: confirmed.residentId,
      address,
      askedAt: START,
    });
  });

  it('ABUSE-4: a link that was forwarded with any mail opens none of it, and shows nothing', async () => {
    const fresh = token;
    const values = [valueOn(await open('erase')), valueOn(await open('data'))];
    token = links().mailed(confirmed.residentId, new Date(START));
    const before = [await asked(AccessAskedV1), await asked(ErasureAskedV1)];
    for (const page of ['history', 'data', 'erase']) {
      const answer = await open(page);
      expect([answer.statusCode, answer.headers.location]).toEqual([303, `/manage/${token}?lang=en`]);
      expect(answer.body).not.toContain(address);
    }
    await post(`/manage/${token}/erase`, `value=${values[0]}`);
    await post(`/manage/${token}/data`, `value=${values[1]}`);
    subscription.clock.set(LATER.toISOString());
    await post(`/manage/${fresh}/erase`, `value=${values[0]}`);
    subscription.clock.set(START);
    expect([await asked(AccessAskedV1), await asked(ErasureAskedV1)]).toEqual(before);
  });

  it('CONF-1, CONF-2: nothing happens by GET, by the query, or without the value that the page carries', async () => {
    const before = [await asked(AccessAskedV1), await asked(ErasureAskedV1)];
    const value = valueOn(await open('erase'));
    for (const method of ['GET', 'HEAD', 'POST'] as const) {
      for (const page of ['erase', 'data']) {
        await subscription.app.inject({ method, url: `/manage/${token}/${page}?value=${value}` });
      }
    }
    const answer = await post(`/manage/${token}/erase`, 'value=made.up');
    expect(answer.statusCode).toBe(200);
    expect([await asked(AccessAskedV1), await asked(ErasureAskedV1)]).toEqual(before);
  });

  const asked = async <M extends object>(contract: new () => M) =>
    (await subscription.posted(contract)).length;
});
