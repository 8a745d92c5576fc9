import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsentAskedV1 } from '#libs/contracts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const PLAN = 'digital-infrastructure-plan';
const VICTIM = 'victim@example.ca';
/** `ATTEMPTS=10000 npm test -- service apps/subscription/src/limits/attempts` is the whole attack. */
const ATTEMPTS = Number(process.env.ATTEMPTS ?? 1_000);
const AT_ONCE = 100;

describe('an attack on one address', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());

  /** Each from a network of its own. */
  const attempt = async (index: number) => {
    const answer = await subscription.app.inject({
      method: 'POST',
      url: '/?lang=en',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': `${11 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.7`,
      },
      payload: `email=${encodeURIComponent(VICTIM)}&topics=${PLAN}`,
    });
    const { date: _, ...headers } = answer.headers;
    return JSON.stringify([answer.statusCode, headers, answer.body]);
  };

  it(`ABUSE-2: of ${ATTEMPTS} attempts from as many networks, with Redis wiped in between, sends one mail`, async () => {
    const answers = new Set<string>();
    let next = 0;
    const attacker = async () => {
      while (next < ATTEMPTS) {
        const index = next;
        next += 1;
        if (index % (ATTEMPTS / 4) === ATTEMPTS / 8) await subscription.redis.flush();
        answers.add(await attempt(index));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, attacker));
    const asked = await subscription.posted(ConsentAskedV1);
    expect(asked.map(({ address }) => address)).toEqual([VICTIM]);
    expect(answers.size).toBe(1);
    expect(await subscription.count('requests')).toBe(ATTEMPTS);
  }, 120_000);
});
