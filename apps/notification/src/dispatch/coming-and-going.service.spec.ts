import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Corridor } from '#libs/messaging';
import { AudienceService } from '../audience/audience.service.ts';
import { ended, granted, preferencesChanged, standing } from '../messages.testing.ts';
import { DispatchBench, type How } from './dispatch.testing.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start({ BATCH_SIZE: '7' }));
beforeEach(() => bench.begin());
afterAll(() => bench.stop());

/** One resident who joins, wants it at once, then in digests, pauses, and leaves, again and again, as fast as it can be taken. */
async function comeAndGo(times: number): Promise<void> {
  const { app } = bench.notification;
  const [audience, corridor] = [app.get(AudienceService), app.get(Corridor)];
  const residentId = randomUUID();
  for (let version = 1; version <= times; version += 1) {
    const standings = [standing({ topic: bench.topic, version })];
    await corridor.act(async (act) => {
      const taken = { ...act, messageId: randomUUID() };
      if (version % 2 === 1) await audience.grant(granted({ residentId, standings }), taken);
      else await audience.end(ended({ residentId, standings }), taken);
    });
    if (version % 2 === 1) await choose(residentId, version);
  }
}

async function choose(residentId: string, round: number): Promise<void> {
  const { app } = bench.notification;
  const ways: How[] = [{ frequency: 'daily' }, { pausedUntil: '2099-01-01' }, {}];
  for (const [number, { frequency = 'as-it-happens', pausedUntil = null }] of ways.entries()) {
    const chosen = preferencesChanged({
      residentId,
      version: round * ways.length + number,
      pausedUntil,
      frequencies: [{ topic: bench.topic, frequency }],
    });
    await app
      .get(Corridor)
      .act((act) => app.get(AudienceService).choose(chosen, { ...act, messageId: randomUUID() }));
  }
}

it('SEND-2: accounts for everyone, whoever comes, goes and chooses while audiences are frozen and sent to', async () => {
  const residents = Array.from({ length: 40 }, () => comeAndGo(21));
  const announcements: string[] = [];
  for (let count = 0; count < 8; count += 1) {
    const id = await bench.announce();
    announcements.push(id);
    await bench.statement(id, ({ plannedAt }) => plannedAt !== undefined);
  }
  await Promise.all(residents);
  for (const id of announcements) {
    const finished = await bench.statement(id, ({ state }) => ['finished', 'paused'].includes(state));
    expect(finished).toMatchObject({ state: 'finished', failed: 0, uncertain: 0 });
    expect(finished.accepted + finished.suppressed).toBe(finished.audience);
  }
}, 180_000);
