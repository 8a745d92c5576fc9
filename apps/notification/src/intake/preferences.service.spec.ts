import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { preferencesChanged, topicPublished } from '../messages.testing.ts';
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
