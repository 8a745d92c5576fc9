import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ConsentAskedV1, ConsentConfirmedV1, ConsentDeclinedV1 } from '#libs/contracts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';
import { AskService } from './ask.service.ts';

const manner = { control: 'subscribe-button', page: '/' };

describe('the pages behind the confirmation mail', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());

  let asked = 0;
  const tokenFor = async () => {
    asked += 1;
    const email = `resident${asked}@example.ca`;
    const topics = ['digital-infrastructure-plan', 'city-budget'];
    await subscription.app.get(AskService).ask({ email, topics, language: 'en', manner });
    return (await subscription.last(ConsentAskedV1)).confirmation.token;
  };
  const visit = (url: string) => subscription.app.inject({ method: 'GET', url });
  const press = (url: string, fields: Record<string, string>) =>
    subscription.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  const valueOn = (page: { body: string }) => /name="value" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const confirmed = () => subscription.posted(ConsentConfirmedV1);

  it('CONF-1: GET and HEAD confirm nothing, however often and with whatever query', async () => {
    const token = await tokenFor();
    const value = valueOn(await visit(`/confirm/${token}`));
    for (const url of [`/confirm/${token}`, `/confirm/${token}?value=${value}`, `/confirm/${token}/not-me`]) {
      expect((await visit(url)).statusCode).toBe(200);
      expect((await subscription.app.inject({ method: 'HEAD', url })).statusCode).toBe(200);
    }
    expect(await confirmed()).toHaveLength(0);
    expect(await subscription.count('residents')).toBe(0);
  });

  it('CONF-2: a POST without the value that the page carries shows the page and confirms nothing', async () => {
    const token = await tokenFor();
    const answer = await press(`/confirm/${token}`, { value: 'made.up' });
    expect(answer.statusCode).toBe(200);
    expect(valueOn(answer)).not.toBe('');
    expect(await confirmed()).toHaveLength(0);
  });

  it('CONF-2, CONF-4, CONF-5: the button confirms once, notes the visits before it, and shows the same again', async () => {
    const token = await tokenFor();
    await visit(`/confirm/${token}`);
    const value = valueOn(await visit(`/confirm/${token}`));
    const first = await press(`/confirm/${token}?lang=en`, { value });
    const second = await press(`/confirm/${token}?lang=en`, { value });
    expect(first.body).toContain('You are following');
    expect(first.body).toContain('City budget');
    expect(second.body.replace(/value="[^"]+"/g, '')).toBe(first.body.replace(/value="[^"]+"/g, ''));
    expect(first.headers['set-cookie']).toBeUndefined();
    const events = await confirmed();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      touches: 2,
      secondsSinceAsked: 0,
      manner: { control: 'confirm-button' },
    });
    expect(events[0]?.topics).toHaveLength(2);
  });

  it('ASK-4: "this was not me" refuses, and the request cannot be confirmed any more', async () => {
    const token = await tokenFor();
    const value = valueOn(await visit(`/confirm/${token}/not-me`));
    expect((await press(`/confirm/${token}/not-me`, { value })).body).toContain('Thank you for telling us');
    const before = (await confirmed()).length;
    expect((await press(`/confirm/${token}`, { value })).body).not.toContain('You are following');
    expect(await confirmed()).toHaveLength(before);
    expect(await subscription.posted(ConsentDeclinedV1)).toHaveLength(1);
  });

  it('CONF-3: an expired, unknown or mangled link is a page that says what to do', async () => {
    const token = await tokenFor();
    subscription.clock.set('2026-03-09T15:00:01.000Z');
    for (const url of [`/confirm/${token}`, `/confirm/${'A'.repeat(43)}`, '/confirm/x', '/confirm/%00']) {
      const page = await visit(url);
      expect(page.statusCode).toBe(404);
      expect(page.headers['content-type']).toContain('text/html');
      expect(page.body).toContain('Ask again');
      expect(page.headers['x-robots-tag']).toContain('noindex');
    }
    subscription.clock.set('2026-03-02T15:00:00.000Z');
  });

  it('follows what is still open of a request, and says what closed', async () => {
    const close = (slugs: string[], open: boolean) =>
      subscription.app
        .get(DataSource)
        .query('UPDATE topics SET open = $2 WHERE slug = ANY($1)', [slugs, open]);
    const both = ['digital-infrastructure-plan', 'city-budget'];
    const token = await tokenFor();
    const value = valueOn(await visit(`/confirm/${token}`));
    await close(both, false);
    expect((await visit(`/confirm/${token}`)).body).toContain('nothing left to confirm');
    const before = (await confirmed()).length;
    expect((await press(`/confirm/${token}`, { value })).body).toContain('nothing left to confirm');
    expect(await confirmed()).toHaveLength(before);
    await close(['digital-infrastructure-plan'], true);
    expect((await visit(`/confirm/${token}`)).body).toContain('has closed and takes nobody new: City budget');
    expect((await press(`/confirm/${token}`, { value })).body).not.toContain('City budget');
    expect((await confirmed()).at(-1)?.topics).toMatchObject([{ topic: 'digital-infrastructure-plan' }]);
    await close(both, true);
  });

  it('ABUSE-4: is not stored, not indexed, sends no referrer, and is never framed', async () => {
    const { headers } = await visit(`/confirm/${await tokenFor()}`);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-robots-tag']).toContain('noindex');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });
});
