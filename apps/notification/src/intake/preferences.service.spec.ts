import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Planner } from '../dispatch/planner.ts';
import { ended, erased, granted, preferencesChanged, standing, topicPublished } from '../messages.testing.ts';
import { type RunningNotification, runNotification } from '../notification.testing.ts';

let notification: RunningNotification;
let residentId: string;

beforeAll(async () => {
  notification = await runNotification();
  await notification.send(topicPublished());
});
beforeEach(() => {
  residentId = randomUUID();
});
afterAll(() => notification.stop());

const rows = <T>(sql: string, ...parameters: unknown[]) =>
  notification.dataSource.query<T[]>(sql, parameters);

const kept = () =>
  rows(
    'SELECT version, language, paused_until::text AS until, frequencies FROM preferences WHERE resident_id = $1',
    residentId,
  );

describe('preferences', () => {
  it('are kept as their newest version says, in whatever order and however often they come', async () => {
    const weekly = preferencesChanged({
      residentId,
      version: 2,
      language: 'fr',
      pausedUntil: '2026-04-07',
      frequencies: [{ topic: 'digital-plan', frequency: 'weekly' }],
    });
    const expected = [
      { version: 2, language: 'fr', until: '2026-04-07', frequencies: { 'digital-plan': 'weekly' } },
    ];
    const sent = await notification.send(weekly);
    expect(await kept()).toEqual(expected);
    await notification.send(preferencesChanged({ residentId, version: 1 }));
    await notification.sendAgain(sent);
    expect(await kept()).toEqual(expected);
  });
});

describe('how a resident is told', () => {
  const ways = () =>
    rows(
      `SELECT topic, language, frequency, paused_until::text AS until, joined IS NOT NULL AS "atOnce"
       FROM audience WHERE resident_id = $1 ORDER BY topic`,
      residentId,
    );
  const atOnce = { topic: 'digital-plan', language: 'en', frequency: null, until: null, atOnce: true };
  const weekly = { ...atOnce, language: 'fr', frequency: 'weekly', atOnce: false };
  const chosen = (own: Parameters<typeof preferencesChanged>[0] = {}) =>
    preferencesChanged({
      residentId,
      language: 'fr',
      frequencies: [{ topic: 'digital-plan', frequency: 'weekly' }],
      ...own,
    });
  const subscriptionId = randomUUID();
  const leave = (version: number) =>
    ended({ residentId, standings: [standing({ subscriptionId, version, ledgerIndex: 9 })] });

  it('is as they chose, whether the choice comes after the standing or before it', async () => {
    await notification.send(granted({ residentId }));
    expect(await ways()).toEqual([atOnce]);
    await notification.send(chosen());
    expect(await ways()).toEqual([weekly]);
    residentId = randomUUID();
    await notification.send(chosen());
    expect(await ways()).toEqual([]);
    await notification.send(granted({ residentId }));
    expect(await ways()).toEqual([weekly]);
  });

  it('stays so when an older choice comes late, or a standing is granted again', async () => {
    await notification.send(granted({ residentId, standings: [standing({ subscriptionId })] }));
    await notification.send(chosen({ version: 2 }));
    await notification.send(chosen({ version: 1, language: 'en', frequencies: [] }));
    await notification.send(granted({ residentId, standings: [standing({ subscriptionId, version: 2 })] }));
    expect(await ways()).toEqual([weekly]);
  });

  it('is as it happens again when they leave: what they chose for it before is forgotten', async () => {
    await notification.send(granted({ residentId, standings: [standing({ subscriptionId })] }));
    await notification.send(chosen({ pausedUntil: '2026-04-07' }));
    await notification.send(leave(2));
    expect(await kept()).toEqual([{ version: 1, language: null, until: null, frequencies: {} }]);
    await notification.send(granted({ residentId, standings: [standing({ subscriptionId, version: 3 })] }));
    expect(await ways()).toEqual([atOnce]);
  });

  it('PROOF-5: is forgotten when they are erased', async () => {
    await notification.send(granted({ residentId }));
    await notification.send(chosen({ pausedUntil: '2026-04-07' }));
    await notification.send(erased({ residentIds: [residentId] }));
    expect(await kept()).toEqual([{ version: 1, language: null, until: null, frequencies: {} }]);
    expect(await ways()).toMatchObject([{ language: null, frequency: null, until: null }]);
  });

  it('is not at all while they pause; the pause ends by itself on its day in the city', async () => {
    await notification.send(granted({ residentId }));
    await notification.send(chosen({ pausedUntil: '2026-03-04', frequencies: [] }));
    expect(await ways()).toMatchObject([{ until: '2026-03-04', atOnce: false }]);
    notification.clock.set('2026-03-04T04:59:00.000Z');
    await notification.app.get(Planner).plan();
    expect(await ways()).toMatchObject([{ until: '2026-03-04' }]);
    notification.clock.set('2026-03-04T05:01:00.000Z');
    await notification.app.get(Planner).plan();
    expect(await ways()).toEqual([{ ...atOnce, language: 'fr' }]);
  });
});
