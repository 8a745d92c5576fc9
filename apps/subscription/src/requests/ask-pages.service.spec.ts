import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsentAskedV1 } from '#libs/contracts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';
import { ConfirmService } from './confirm.service.ts';

const PLAN = 'digital-infrastructure-plan';
const START = '2026-03-02T15:00:00.000Z';
const NEXT_DAY = '2026-03-03T15:00:01.000Z';

describe('the pages of asking', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  beforeEach(() => subscription.clock.set(START));
  afterAll(() => subscription.stop());

  const open = (url: string) => subscription.app.inject({ url });
  const send = (url: string, fields: Record<string, string>) =>
    subscription.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  const ask = (email: string, more = {}) => send('/?lang=en', { email, topics: PLAN, ...more });
  const again = (email: string) => send('/check-your-mail?lang=en', { email });
  const asked = async (address: string) =>
    (await subscription.posted(ConsentAskedV1)).filter((message) => message.address === address);
  const ticked = (body: string) => body.match(/<input[^>]*type="checkbox"[^>]*\schecked/g);

  it('ASK-3: after an error nothing is ticked, how often and the address stay', async () => {
    const answer = await ask('not an address', { frequency: 'weekly' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('There is a problem');
    expect(ticked(answer.body)).toBeNull();
    expect(answer.body).toContain('Tick them again, please');
    expect(answer.body).toMatch(/value="weekly" checked/);
    expect(answer.body).toContain('value="not an address"');
  });

  it('ABUSE-1: a domain that looks misspelt is asked about once, known or not, and then taken as typed', async () => {
    const first = await ask('one@gmial.com', { frequency: 'daily' });
    expect(first.statusCode).toBe(200);
    expect(first.body).toContain('Is your address right?');
    expect(first.body).toMatch(/value="one@gmail.com"[^>]*>\s*Use gmail.com/);
    expect(await asked('one@gmial.com')).toHaveLength(0);
    const carried = { frequency: 'daily', 'as-typed': 'yes', notices: noticesOn(first.body) };
    expect((await ask('one@gmial.com', carried)).statusCode).toBe(303);
    expect(await asked('one@gmial.com')).toHaveLength(1);
    expect((await ask('one@gmial.com', { frequency: 'daily' })).body).toBe(first.body);
  });

  it('ASK-8: words that changed since the page was opened are shown again', async () => {
    const answer = await ask('two@example.ca', { notices: '0'.repeat(64) });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('have changed since you opened the page');
    expect(await asked('two@example.ca')).toHaveLength(0);
    const sound = await ask('two@example.ca', { notices: noticesOn((await open('/?lang=en')).body) });
    expect(sound.statusCode).toBe(303);
  });

  it('ABUSE-2: the mail is sent again when its window is over, once', async () => {
    await ask('three@example.ca', { frequency: 'weekly' });
    expect((await again('three@example.ca')).headers.location).toBe('/check-your-mail/again?lang=en');
    expect(await asked('three@example.ca')).toHaveLength(1);
    subscription.clock.set(NEXT_DAY);
    await Promise.all(Array.from({ length: 10 }, () => again('three@example.ca')));
    const [first, second, ...more] = await asked('three@example.ca');
    expect(more).toEqual([]);
    expect(second?.topics).toEqual(first?.topics);
    expect(second?.manner).toMatchObject({ control: 'send-again-button', page: '/check-your-mail' });
    expect(second?.confirmation.token).not.toBe(first?.confirmation.token);
  });

  it('sends nothing again to who never asked, has answered, or asked too long ago', async () => {
    await ask('confirmed@example.ca');
    const [request] = await asked('confirmed@example.ca');
    const manner = { control: 'confirm-button', page: '/confirm' };
    await subscription.app.get(ConfirmService).confirm(request?.confirmation.token ?? '', manner);
    await ask('declined@example.ca');
    const [refused] = await asked('declined@example.ca');
    await subscription.app.get(ConfirmService).decline(refused?.confirmation.token ?? '', manner);
    await ask('old@example.ca');
    const before = (await subscription.posted(ConsentAskedV1)).length;
    subscription.clock.set(NEXT_DAY);
    const names = ['confirmed', 'declined', 'unknown'];
    const answers = await Promise.all(names.map((name) => again(`${name}@example.ca`)));
    subscription.clock.set('2026-03-09T15:00:00.000Z');
    answers.push(await again('old@example.ca'));
    expect((await subscription.posted(ConsentAskedV1)).length).toBe(before);
    const same = answers.map(({ statusCode, body, headers: { date: _, ...rest } }) => [
      statusCode,
      body,
      rest,
    ]);
    expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('an address that is none is told so, and where mail to it goes stays unsaid', async () => {
    const answer = await again('nobody');
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Enter one e-mail address');
    expect((await open('/check-your-mail/again?lang=en')).body).toContain('the same about every address');
  });
});

function noticesOn(body: string): string {
  return /name="notices" value="([^"]+)"/.exec(body)?.[1] ?? '';
}
