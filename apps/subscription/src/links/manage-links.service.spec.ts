import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsentAskedV1, PersonalLetterAskedV1, ResidentErasedV1 } from '#libs/contracts';
import { ManageLinks } from '#libs/links';
import { eventually } from '../../../../test/support/index.ts';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { PurgeService } from '../requests/purge.service.ts';
import { addressHash } from '../residents/address-hash.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const manner = { control: 'subscribe-button', page: '/' };
const START = '2026-03-02T15:00:00.000Z';

describe('asking for a manage link', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  beforeEach(() => subscription.clock.set(START));
  afterAll(() => subscription.stop());

  const send = (email: string, language = 'en') =>
    subscription.app.inject({
      method: 'POST',
      url: `/manage?lang=${language}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ email }).toString(),
    });
  const ask = async (email: string) => {
    const topics = ['digital-infrastructure-plan'];
    await subscription.app.get(AskService).ask({ email, topics, language: 'en', manner });
    return subscription.last(ConsentAskedV1);
  };
  const follow = async (email: string) => {
    const { confirmation } = await ask(email);
    return subscription.app.get(ConfirmService).confirm(confirmation.token, manner);
  };
  /** Once everything that was asked for is answered. */
  const letters = async () => {
    const waiting = () => subscription.count('manage_links_asked WHERE answered_at IS NULL');
    await eventually(waiting, (count) => count === 0);
    return subscription.posted(PersonalLetterAskedV1);
  };
  const lettersTo = async (email: string) => (await letters()).filter(({ address }) => address === email);

  it('mails the owner a link that opens everything for a day, in the language of the page', async () => {
    const { residentId } = await follow('one@example.ca');
    expect((await send(' one@EXAMPLE.ca ', 'fr')).statusCode).toBe(303);
    const [letter] = await lettersTo('one@example.ca');
    expect(letter).toMatchObject({ kind: 'manage-link', residentId, language: 'fr', occurredAt: START });
    const links = new ManageLinks(subscription.settings.linkKeys);
    const read = (at: string) => links.read(letter?.token ?? '', new Date(at));
    expect(read('2026-03-03T14:59:59.000Z')).toEqual({ residentId, isFresh: true });
    expect(read('2026-03-03T15:00:00.000Z')).toBeUndefined();
  });

  it('ABUSE-1: answers the same whether anybody is behind the address, and mails nobody who never confirmed', async () => {
    await follow('active@example.ca');
    await ask('pending@example.ca');
    const answers = new Set<string>();
    for (const name of ['new', 'active', 'pending', 'active']) {
      const { statusCode, headers, body } = await send(`${name}@example.ca`);
      const { date: _, ...same } = headers;
      answers.add(JSON.stringify([statusCode, same, body]));
    }
    expect(answers.size).toBe(1);
    expect(await lettersTo('active@example.ca')).toHaveLength(1);
    expect(await lettersTo('new@example.ca')).toHaveLength(0);
    expect(await lettersTo('pending@example.ca')).toHaveLength(0);
  });

  it('ABUSE-2: mails an address once a day, however often and however it is typed', async () => {
    await follow('two@example.ca');
    const emails = [
      'two@example.ca',
      'two@EXAMPLE.CA',
      ...Array.from({ length: 20 }, () => 'two@example.ca'),
    ];
    await Promise.all(emails.map((email) => send(email)));
    subscription.clock.set('2026-03-03T14:59:59.000Z');
    await send('two@example.ca');
    expect(await lettersTo('two@example.ca')).toHaveLength(1);
    subscription.clock.set('2026-03-03T15:00:00.000Z');
    await send('two@example.ca');
    expect(await lettersTo('two@example.ca')).toHaveLength(2);
  });

  it('forgets who asked when the day is over', async () => {
    await send('three@example.ca');
    await letters();
    subscription.clock.set('2026-03-09T15:00:00.000Z');
    await subscription.app.get(PurgeService).purge();
    expect(await subscription.count('manage_links_asked')).toBe(0);
  });

  it('PROOF-5: nobody is mailed who was erased', async () => {
    const { residentId } = await follow('four@example.ca');
    const hash = addressHash('four@example.ca', subscription.settings.addressKey[0] ?? '');
    const erased = { residentIds: [residentId], addressHash: hash.toString('base64'), erasedAt: START };
    await subscription.send(Object.assign(new ResidentErasedV1(), erased));
    await send('four@example.ca');
    expect(await lettersTo('four@example.ca')).toHaveLength(0);
  });

  it('CONF-1, ABUSE-3: an address in the query is no form, one that is not sound is refused with words', async () => {
    const before = await subscription.count('manage_links_asked');
    for (const url of ['/manage?email=five@example.ca', '/manage/asked?email=five@example.ca']) {
      expect((await subscription.app.inject({ url })).statusCode).toBe(200);
    }
    for (const email of ['', 'a@example.ca,b@example.ca', 'a@example.ca\r\nBcc: b@example.ca']) {
      const answer = await send(email);
      expect(answer.statusCode).toBe(422);
      expect(answer.body).toContain('There is a problem');
    }
    expect(await subscription.count('manage_links_asked')).toBe(before);
  });
});
