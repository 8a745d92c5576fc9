import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/index.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { count, taken, tamper } from '../ledger.testing.ts';
import { withdrew } from '../messages.testing.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
  await consent.sequence();
});
afterAll(() => consent.stop());

const ask = async (path: string) => {
  const answer = await consent.app.inject(path);
  return {
    status: answer.statusCode,
    body: answer.headers['content-type']?.includes('json') && answer.json(),
  };
};

describe('what monitoring sees of a ledger', () => {
  it('that is well: it is sound and ready', async () => {
    expect(await ask('/health/sound')).toEqual({ status: 200, body: { status: 'ok', troubles: [] } });
    expect(await ask('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok', troubles: [] } });
  });

  it('that stopped itself: it is not sound, and goes on answering and taking events', async () => {
    await tamper(consent, "UPDATE checkpoints SET root = sha256('x')");
    const stopped = await eventually(
      () => ask('/health/sound'),
      ({ status }) => status !== 200,
    );
    expect(stopped).toEqual({ status: 503, body: { status: 'in trouble', troubles: ['ledger-stopped'] } });
    expect(await ask('/health/live')).toMatchObject({ status: 200 });
    expect(await ask('/health/ready')).toMatchObject({ status: 200, body: { troubles: ['ledger-stopped'] } });
    expect(await ask('/ledger')).toMatchObject({ status: 200 });
    await taken(consent, await consent.send(withdrew()));
    expect(await count(consent, 'pending')).toBe(1);
  });
});
