import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { AccessAskedV1, ConsentAskedV1 } from '#libs/contracts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const PLAN = 'digital-infrastructure-plan';
const START = Date.parse('2026-03-02T15:00:00.000Z');
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

type Fields = Record<string, string | string[]>;

describe('the guard of forms', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription({ UNPROVEN_ASKS_PER_HOUR: '1', PROOF_STEPS: '4' });
  });
  beforeEach(async () => {
    now(0);
    await subscription.redis.flush();
  });
  afterAll(() => subscription.stop());

  const now = (seconds: number) => subscription.clock.set(new Date(START + seconds * 1000).toISOString());
  const open = (url = '/?lang=en') => subscription.app.inject({ url });
  const hidden = (body: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
  const challenge = async () =>
    (await subscription.app.inject({ url: '/api/subscription/v1/challenges' })).json<Challenge>();
  const prove = async (drawn?: Challenge) => {
    const whole = drawn ?? (await challenge());
    const solution = await solveChallenge({ challenge: whole, deriveKey });
    return Buffer.from(JSON.stringify({ challenge: whole, solution })).toString('base64');
  };
  let asked = 0;
  const send = (fields: Fields, url = '/?lang=en') => {
    asked += 1;
    const body = new URLSearchParams();
    for (const [name, values] of Object.entries({ email: `r${asked}@example.ca`, topics: PLAN, ...fields })) {
      for (const value of [values].flat()) body.append(name, value);
    }
    return subscription.app.inject({ method: 'POST', url, headers: FORM, payload: body.toString() });
  };
  const mails = async () => (await subscription.posted(ConsentAskedV1)).length;
  /** From here on this network may bring proofs or wait. */
  const useUpTheRest = async () => expect((await send({})).statusCode).toBe(303);

  it('lets a visitor with a proof of work through where one without would have to wait', async () => {
    await useUpTheRest();
    const formTime = hidden((await open()).body, 'formTime');
    now(10);
    expect((await send({ formTime, altcha: await prove() })).statusCode).toBe(303);
    expect((await send({ formTime })).statusCode).toBe(429);
  });

  it('ABUSE-2: takes a proof once, also of a hundred at once', async () => {
    await useUpTheRest();
    const formTime = hidden((await open()).body, 'formTime');
    now(10);
    const altcha = await prove();
    const answers = await Promise.all(Array.from({ length: 100 }, () => send({ formTime, altcha })));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([303, 429]));
  });

  it('ABUSE-2: a wiped Redis makes a used proof good for one more time, and no longer than its hour', async () => {
    const formTime = hidden((await open()).body, 'formTime');
    now(10);
    const altcha = await prove();
    expect((await send({ formTime, altcha })).statusCode).toBe(303);
    await subscription.redis.flush();
    await useUpTheRest();
    expect((await send({ formTime, altcha })).statusCode).toBe(303);
    expect((await send({ formTime, altcha })).statusCode).toBe(429);
    await subscription.redis.flush();
    await useUpTheRest();
    now(3700);
    expect((await send({ formTime, altcha })).statusCode).toBe(429);
  });

  it('ABUSE-2: takes no proof that is made up, changed, of another key, or for less work', async () => {
    await useUpTheRest();
    const formTime = hidden((await open()).body, 'formTime');
    now(10);
    const { parameters, signature } = await challenge();
    const cheaper = await prove({ parameters: { ...parameters, cost: 1, keyPrefix: '00' }, signature });
    const forged = await prove({ parameters, signature: 'a'.repeat(64) });
    const guessed = Buffer.from(
      JSON.stringify({
        challenge: { parameters, signature },
        solution: { counter: 1, derivedKey: parameters.keyPrefix.padEnd(64, '0') },
      }),
    ).toString('base64');
    const shapes = ['x', 'bnVsbA==', Buffer.from('{"challenge":{},"solution":{}}').toString('base64')];
    for (const altcha of [cheaper, forged, guessed, ...shapes, 'a'.repeat(5000)]) {
      expect((await send({ formTime, altcha })).statusCode).toBe(429);
    }
  });

  it('a form that is sent faster than anyone reads counts as one without a proof, and is taken', async () => {
    const formTime = hidden((await open()).body, 'formTime');
    expect((await send({ formTime, altcha: await prove() })).statusCode).toBe(303);
    expect((await send({ formTime, altcha: await prove() })).statusCode).toBe(429);
  });

  it.each(['/', `/topics/${PLAN}`])(
    'without a script, %s can always be sent: at once, and then after half a minute, with nothing typed again',
    async (path) => {
      await useUpTheRest();
      const email = `late${path.length}@example.ca`;
      const before = await mails();
      const formTime = hidden((await open(`${path}?lang=fr`)).body, 'formTime');
      const first = await send({ formTime, email, topics: [PLAN] }, `${path}?lang=fr`);
      expect(first.statusCode).toBe(429);
      expect(first.headers['retry-after']).toBe('30');
      expect(first.body).toContain('Veuillez attendre 30 secondes');
      expect(await mails()).toBe(before);
      const fields = (body: string) =>
        Object.fromEntries(
          [...body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
            ([, name, value]) => [name, value],
          ),
        ) as Record<string, string>;
      expect(fields(first.body)).toMatchObject({ email, topics: PLAN });
      expect(first.body).toContain(`action="${path}?lang=fr"`);
      now(12);
      const early = await send(fields(first.body), `${path}?lang=fr`);
      expect(early.statusCode).toBe(429);
      expect(early.headers['retry-after']).toBe('18');
      expect(fields(early.body).waited).toBe(fields(first.body).waited);
      now(30);
      expect((await send(fields(early.body), `${path}?lang=fr`)).statusCode).toBe(303);
      expect(await mails()).toBe(before + 1);
      const again = await send({ ...fields(early.body), email: 'other@example.ca' }, `${path}?lang=fr`);
      expect(again.statusCode).toBe(429);
    },
  );

  it('a form on another site, which carries nothing of ours, is taken the same way', async () => {
    const embedded = await subscription.app.inject({
      method: 'POST',
      url: `/topics/${PLAN}`,
      headers: { ...FORM, origin: 'https://www.example.ca' },
      payload: new URLSearchParams({ email: 'embedded@example.ca', topics: PLAN }).toString(),
    });
    expect(embedded.statusCode).toBe(303);
  });

  it('a form that lay open for more than a day is shown again with the address, and with no box ticked', async () => {
    const formTime = hidden((await open()).body, 'formTime');
    const before = await mails();
    now(25 * 3600);
    const answer = await send({ formTime, email: 'slow@example.ca' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('open for more than a day');
    expect(answer.body).toContain('value="slow@example.ca"');
    expect(answer.body).not.toMatch(/<input[^>]*type="checkbox"[^>]*\schecked/);
    expect(await mails()).toBe(before);
    const fresh = hidden(answer.body, 'formTime');
    expect((await send({ formTime: fresh, email: 'slow@example.ca' })).statusCode).toBe(303);
  });

  it('ABUSE-2: whatever fills in the field for programs is told so, and nothing is stored', async () => {
    const before = [await mails(), await subscription.count('requests')];
    const answer = await send({ homepage: 'https://spam.example' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('href="#homepage"');
    expect(answer.body).not.toContain('spam.example');
    expect(answer.body).not.toContain('class="site-aside"');
    expect([await mails(), await subscription.count('requests')]).toEqual(before);
  });

  it('guards the request for data in the same way', async () => {
    await useUpTheRest();
    const page = await open('/my-data?lang=en');
    const formTime = hidden(page.body, 'formTime');
    expect((await send({ formTime }, '/my-data?lang=en')).statusCode).toBe(429);
    expect((await send({ formTime, homepage: 'x' }, '/my-data?lang=en')).statusCode).toBe(422);
    now(10);
    const before = (await subscription.posted(AccessAskedV1)).length;
    expect((await send({ formTime, altcha: await prove() }, '/my-data?lang=en')).statusCode).toBe(303);
    expect(await subscription.posted(AccessAskedV1)).toHaveLength(before + 1);
  });

  it('a program is told that it needs a proof, and goes on with one', async () => {
    await useUpTheRest();
    const requests = '/api/subscription/v1/requests';
    const post = (url: string, more: object) =>
      subscription.app.inject({
        method: 'POST',
        url,
        payload: { email: `program${Math.random()}@example.ca`, language: 'en', ...more },
      });
    const wish = { topics: [PLAN], consent: true };
    const refused = await post(requests, wish);
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ type: 'urn:tidings:problem:proof-needed' });
    expect((await post(requests, { ...wish, proof: await prove() })).statusCode).toBe(202);
    const data = '/api/subscription/v1/access-requests';
    expect((await post(data, {})).statusCode).toBe(429);
    expect((await post(data, { proof: await prove() })).statusCode).toBe(202);
  });

  it('ALL-3: lets our own script run on guarded pages, and adds no more than a few kilobytes', async () => {
    const page = await open();
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)/);
    const files = [...page.body.matchAll(/(?:src|data-worker)="(\/assets\/[^"]+\.js[^"]*)"/g)].map(
      ([, url]) => url ?? '',
    );
    expect(files).toHaveLength(2);
    let octets = 0;
    for (const url of files) {
      const { rawPayload, statusCode } = await subscription.app.inject({
        url,
        headers: { 'accept-encoding': 'br' },
      });
      expect(statusCode).toBe(200);
      octets += rawPayload.length;
    }
    expect(octets).toBeLessThan(4096);
  });
});
