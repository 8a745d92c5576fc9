import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import {
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentWithdrewV1,
  PersonalLetterAskedV1,
  PreferencesChangedV1,
  ResidentErasedV1,
} from '#libs/contracts';
import { ManageLinks } from '#libs/links';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { PurgeService } from '../requests/purge.service.ts';
import { addressHash } from '../residents/address-hash.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const manner = { control: 'subscribe-button', page: '/' };
const PLAN = 'digital-infrastructure-plan';
const BUDGET = 'city-budget';
const START = '2026-03-02T15:00:00.000Z';

describe('a change of address', () => {
  let subscription: RunningSubscription;
  let residentId: string;
  let old: string;
  let fresh: string;
  let target: string;
  let count = 0;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());
  beforeEach(async () => {
    subscription.clock.set(START);
    count += 1;
    old = `old${count}@example.ca`;
    target = `new${count}@example.org`;
    residentId = await follow(old, [PLAN, BUDGET]);
    fresh = links().fresh(residentId, new Date('2026-03-04T15:00:00.000Z'));
  });

  const links = () => new ManageLinks(subscription.settings.linkKeys);
  const follow = async (email: string, topics: string[]) => {
    const { app } = subscription;
    await app.get(AskService).ask({ email, topics, language: 'en', frequency: 'weekly', manner });
    const { confirmation } = await subscription.last(ConsentAskedV1);
    await app.get(ConfirmService).confirm(confirmation.token, manner);
    return (await subscription.last(ConsentConfirmedV1)).residentId;
  };
  const open = (url: string) => subscription.app.inject({ url: `${url}?lang=en` });
  const valueOn = ({ body }: { body: string }) => /name="value" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const press = async (url: string, fields: Record<string, string> = {}) =>
    subscription.app.inject({
      method: 'POST',
      url: `${url}?lang=en`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ value: valueOn(await open(url)), ...fields }).toString(),
    });
  const ask = (email = target) => press(`/manage/${fresh}/address`, { email });
  const letters = async () =>
    (await subscription.posted(PersonalLetterAskedV1)).filter((letter) => letter.residentId === residentId);
  const asksAt = async (email: string) =>
    (await subscription.posted(ConsentAskedV1)).filter(({ address }) => address === email);
  /** The page that the letter to the old address leads to. */
  const agreePage = async () => `/change-address/${(await letters()).at(-1)?.token}`;
  const active = (id: string) =>
    subscription.count(`subscriptions WHERE state = 'active' AND resident_id = '${id}'`);

  it('is asked for in the old mailbox first: nothing goes to the new address, and nothing changes', async () => {
    expect((await ask()).body).toContain('Look at your mail');
    expect(await letters()).toMatchObject([{ kind: 'confirm-old-address', address: old, language: 'en' }]);
    expect(await asksAt(target)).toHaveLength(0);
    expect(await active(residentId)).toBe(2);
  });

  it('ASK-2, ASK-5: shows the notices where the old mailbox agrees, and asks for consent at the new one as usual', async () => {
    await ask();
    const page = await open(await agreePage());
    expect(page.body).toContain('City of Toronto Act, 2006');
    expect(page.body).toContain(target);
    expect(page.body).not.toContain(old);
    expect((await press(await agreePage())).body).toContain('Now confirm at the new address');
    const asked = await asksAt(target);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      topics: [{ topic: PLAN }, { topic: BUDGET }],
      manner: { control: 'change-address', page: '/change-address' },
    });
    expect(asked[0]?.residentId).not.toBe(residentId);
    expect(await active(residentId)).toBe(2);
  });

  it('is done in one act when both have agreed: choices go along, and the old address follows nothing', async () => {
    await ask();
    await press(await agreePage());
    const [asked] = await asksAt(target);
    const confirmPage = `/confirm/${asked?.confirmation.token}`;
    expect((await open(confirmPage)).body).toContain('your choices come along');
    expect((await press(confirmPage)).body).toContain('You are following');
    const confirmed = await subscription.last(ConsentConfirmedV1);
    expect(confirmed).toMatchObject({ address: target, topics: [{ topic: PLAN }, { topic: BUDGET }] });
    const withdrew = await subscription.last(ConsentWithdrewV1);
    expect(withdrew).toMatchObject({
      residentId,
      topics: [{ version: 2 }, { version: 2 }],
      manner: { control: 'address-changed' },
    });
    expect(await subscription.last(PreferencesChangedV1)).toMatchObject({
      residentId: confirmed.residentId,
      frequencies: [{ frequency: 'weekly' }, { frequency: 'weekly' }],
    });
    expect(await active(residentId)).toBe(0);
    expect(await active(confirmed.residentId)).toBe(2);
    expect(await subscription.count("subscriptions WHERE end_reason = 'address-changed'")).toBe(2);
    const before = (await subscription.posted(ConsentWithdrewV1)).length;
    await press(confirmPage);
    await press(await agreePage());
    expect(await subscription.posted(ConsentWithdrewV1)).toHaveLength(before);
    expect(await asksAt(target)).toHaveLength(1);
  });

  it('CONF-1, CONF-2: neither opening the links nor a POST without the value that the page carries agrees', async () => {
    await ask();
    const page = await agreePage();
    const value = valueOn(await open(page));
    for (const url of [page, `${page}/not-me`, `/manage/${fresh}/address`]) {
      await subscription.app.inject({ method: 'HEAD', url });
      await subscription.app.inject({ method: 'POST', url: `${url}?value=${value}&email=x@example.ca` });
      await press(url, { value: 'made.up', email: 'x@example.ca' });
    }
    expect(await asksAt(target)).toHaveLength(0);
    expect(await letters()).toHaveLength(1);
  });

  it('CONF-5: pressing twice at once asks once', async () => {
    await ask();
    const page = await agreePage();
    const answers = await Promise.all([press(page), press(page), press(page)]);
    for (const { body } of answers) expect(body).toContain('Now confirm at the new address');
    expect(await asksAt(target)).toHaveLength(1);
  });

  it('asks at the new address when the press that agreed was cut short before', async () => {
    await ask();
    const url = await agreePage();
    const payload = new URLSearchParams({ value: valueOn(await open(url)) }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await subscription.app
      .get(DataSource)
      .query(
        `UPDATE address_changes SET state = 'agreed', request_id = gen_random_uuid() WHERE new_address = $1`,
        [target],
      );
    for (const _ of [1, 2]) await subscription.app.inject({ method: 'POST', url, headers, payload });
    expect(await asksAt(target)).toHaveLength(1);
  });

  it('"this was not me" ends it', async () => {
    await ask();
    const page = await agreePage();
    expect((await press(`${page}/not-me`)).body).toContain('Nothing changes');
    expect((await press(page)).body).toContain('Nothing changes');
    expect(await asksAt(target)).toHaveLength(0);
  });

  it('ABUSE-1: answers the same whatever is known of the new address', async () => {
    await follow('known@example.org', [PLAN]);
    const bodies = new Set<string>();
    for (const email of ['known@example.org', 'unknown@example.org']) {
      const { statusCode, body } = await ask(email);
      bodies.add(`${statusCode} ${body}`);
    }
    expect(bodies.size).toBe(1);
  });

  it('ABUSE-2: mails the old address three times a day at most, and only the newest link works', async () => {
    await ask('slip@example.org');
    const slip = await agreePage();
    await ask();
    expect((await open(slip)).statusCode).toBe(404);
    expect((await open(await agreePage())).statusCode).toBe(200);
    await ask();
    await ask();
    await ask();
    expect(await letters()).toHaveLength(3);
    subscription.clock.set('2026-03-03T15:00:00.001Z');
    await ask();
    expect(await letters()).toHaveLength(4);
  });

  it('refuses no address, a wrong one and the present one with words', async () => {
    for (const email of ['', 'x', `a@example.ca,b@example.ca`, old]) {
      const answer = await ask(email);
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain('There is a problem');
    }
    expect(await letters()).toHaveLength(0);
  });

  it('ABUSE-4: is not opened by a link from any mail, nor by one that is unknown or too old', async () => {
    await ask();
    const page = await agreePage();
    fresh = links().mailed(residentId, new Date(START));
    expect((await open(`/manage/${fresh}/address`)).statusCode).toBe(303);
    for (const url of ['/change-address/x', `/change-address/${'A'.repeat(43)}/not-me`]) {
      expect((await open(url)).statusCode).toBe(404);
    }
    subscription.clock.set('2026-03-09T15:00:00.000Z');
    expect((await open(page)).statusCode).toBe(404);
  });

  it('PROOF-5: is forgotten when its time is over, and with a resident who is erased', async () => {
    await ask();
    const hash = addressHash(target, subscription.settings.addressKey[0] ?? '').toString('base64');
    await subscription.send(
      Object.assign(new ResidentErasedV1(), { residentIds: [], addressHash: hash, erasedAt: START }),
    );
    expect(await subscription.count(`address_changes WHERE new_address = '${target}'`)).toBe(0);
    await ask();
    subscription.clock.set('2026-03-20T15:00:00.000Z');
    await subscription.app.get(PurgeService).purge();
    expect(await subscription.count('address_changes')).toBe(0);
  });
});
