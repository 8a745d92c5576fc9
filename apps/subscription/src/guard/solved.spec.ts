import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Challenge, createChallenge, type Solution, solveChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { type Sent, solvedWith } from './solved.ts';

const SECRETS = { hmacSignatureSecret: 'one secret', hmacKeySignatureSecret: 'another secret' };
const OTHER = 'a secret that is not ours';
const WAYS = ['__proto__', 'ALGORITHM', 'algorithm', 'cost', 'data', 'keyPrefix', 'keySignature', 'salt'];

describe('a solved challenge', () => {
  let challenge: Challenge;
  let solution: Solution;
  beforeAll(async () => {
    const cheap = { algorithm: 'PBKDF2/SHA-256', cost: 10, counter: 3, deriveKey };
    challenge = await createChallenge({ ...cheap, data: { at: 1, about: 'Ontário' }, ...SECRETS });
    const solved = await solveChallenge({ challenge, deriveKey });
    if (!solved) throw new Error('the challenge was not solved');
    solution = solved;
  });

  const library = async (sent: Sent, secrets = SECRETS) => {
    const payload = sent as unknown as { challenge: Challenge; solution: Solution };
    const found = await verifySolution({ ...payload, deriveKey, ...secrets }).catch(() => undefined);
    return found?.verified ?? false;
  };
  /** What both say; a test fails when they differ. */
  const check = async (sent: unknown, secrets = SECRETS) => {
    const told = solvedWith(secrets)(sent as Sent);
    expect(told).toBe(await library(sent as Sent, secrets));
    return told;
  };

  it('is known, in whatever order its parameters were written', async () => {
    expect(await check({ challenge, solution })).toBe(true);
    const turned = Object.fromEntries(Object.entries(challenge.parameters).reverse());
    expect(await check({ challenge: { ...challenge, parameters: turned }, solution })).toBe(true);
  });

  it('is none under another key', async () => {
    expect(await check({ challenge, solution }, { ...SECRETS, hmacSignatureSecret: OTHER })).toBe(false);
    expect(await check({ challenge, solution }, { ...SECRETS, hmacKeySignatureSecret: OTHER })).toBe(false);
  });

  it.each(WAYS)('ABUSE-2: is none with another %s', async (name) => {
    const changed = JSON.parse(`{ "${name}": 1 }`) as object;
    const parameters = Object.defineProperties(
      { ...challenge.parameters },
      Object.getOwnPropertyDescriptors(changed),
    );
    expect(await check({ challenge: { ...challenge, parameters }, solution })).toBe(false);
  });

  it('ABUSE-2: is none with another signature or key, or with the same one spelt in another way', async () => {
    const spelt = [challenge.signature?.toUpperCase(), ` ${challenge.signature}`, '', 7, null, undefined];
    for (const signature of [...spelt, 'a'.repeat(64)])
      expect(await check({ challenge: { ...challenge, signature }, solution })).toBe(false);
    const keys = [
      solution.derivedKey.toUpperCase(),
      `${solution.derivedKey}00`,
      'zz',
      '',
      7,
      null,
      undefined,
    ];
    for (const derivedKey of [...keys, '0'.repeat(64)])
      expect(await check({ challenge, solution: { ...solution, derivedKey } })).toBe(false);
  });

  it.each([{}, [], { parameters: null }, { parameters: [] }, { parameters: 'x' }, null, 7, 'x'])(
    'is none when it is %j',
    async (shape) => {
      expect(await check({ challenge: shape, solution })).toBe(false);
      expect(await check({ challenge, solution: shape })).toBe(false);
    },
  );
});
