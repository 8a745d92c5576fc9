import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckpointPublishedV1, MailsCountedV1 } from '#libs/contracts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const ROOT = 'MNq6fov6OHqc1fYpBZTuV7Pb7WeMdeBiWuu90QHLIVc=';
const checkpoint = (day: string, size: number) =>
  Object.assign(new CheckpointPublishedV1(), { day, origin: 'ledger.example.ca/t', size, root: ROOT });
const counted = (countedAt: string, accepted: number) =>
  Object.assign(new MailsCountedV1(), {
    ...{ month: '2026-02', countedAt, announcements: 2, accepted, suppressed: 3, failed: 4 },
    ...{ uncertain: 0, bounced: 5, complaints: 6 },
  });

describe('the page about transparency', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription();
  });
  afterAll(() => subscription.stop());

  const page = async (language = 'en') =>
    (await subscription.app.inject(`/transparency?lang=${language}`)).body;

  it('says what is held, how to complain and what is done for accessibility, before anything was told', async () => {
    const text = await page();
    expect(text).toContain('It can be confirmed for 7 days and is deleted then.');
    expect(text).toContain('https://fightspam.gc.ca/');
    expect(text).toContain('WCAG) 2.2');
    expect(text).toContain('The first day has not been signed yet.');
    expect(text).toContain('Nothing has been sent yet.');
    expect(text).toContain('30 days after you asked');
    expect(text).toContain('3 years and 90 days after you left the last topic');
    expect(text).toContain('The network address is removed after 366 days');
    expect(text).toContain('1,200 days after each mail');
    expect(await page('fr')).toContain('3 ans et 90 jours après que vous avez quitté le dernier sujet');
    expect(await page('fr')).toContain('https://combattrelepourriel.gc.ca/');
  });

  it('shows the newest day of the ledger, whatever comes late or twice', async () => {
    const newest = await subscription.send(checkpoint('2026-03-02', 12_345));
    await subscription.send(checkpoint('2026-03-01', 11_000));
    await subscription.sendAgain(newest);
    const text = await page();
    expect(text).toContain(ROOT);
    expect(text).toContain('12,345');
    expect(text).not.toContain('11,000');
  });

  it('shows what was sent and complained of as it was counted last', async () => {
    await subscription.send(counted('2026-03-02T15:00:00.000Z', 54_000));
    await subscription.send(counted('2026-03-02T14:00:00.000Z', 9_999));
    const text = await page();
    expect(text).toContain('54,000');
    expect(text).not.toContain('9,999');
    expect(text).toContain('Reported as spam');
  });
});
