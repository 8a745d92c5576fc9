import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandingEndedV1, StandingGrantedV3 } from '#libs/contracts';
import { eventually } from '../../../../test/support/index.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import { recordOf, taken } from '../ledger.testing.ts';
import { imported, WORDING, withdrew } from '../messages.testing.ts';
import { rebuildStandings } from './rebuild-standings.ts';
import { TermWatch } from './term-watch.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
});
afterAll(() => consent.stop());

const standing = async (residentId: string) => {
  const rows = await consent.dataSource.query<object[]>('SELECT * FROM standings WHERE resident_id = $1', [
    residentId,
  ]);
  return rows[0];
};
const told = async <M extends { residentId: string }>(contract: new () => M, residentId: string) =>
  (await consent.posted(contract)).filter((message) => message.residentId === residentId);
const at = async (iso: string) => {
  consent.clock.set(iso);
  await consent.app.get(TermWatch).look();
};

describe('an imported consent', () => {
  it('IMP-1, ASK-9: is recorded with its basis, source and day, after the words that it rests on, and once', async () => {
    const message = imported();
    const sent = await consent.send(message);
    const { index, payload } = await recordOf(consent, message);
    await consent.sendAgain(sent);
    await taken(consent, sent, await consent.send(message));
    expect(JSON.parse(payload)).toMatchObject({
      action: 'imported',
      basis: 'implied-by-inquiry',
      source: 'sheets of the open house',
      obtained_on: '2026-02-11',
      expires_at: '2026-08-11T04:00:00.000Z',
    });
    const [notice] = await consent.dataSource.query<{ index: string; text: string }[]>(
      `SELECT leaves.index, text FROM notices JOIN leaves ON encode(entry, 'escape') LIKE '%' || sha256 || '%'`,
    );
    expect(notice?.text).toBe(WORDING);
    expect(Number(notice?.index)).toBeLessThan(index);
    expect(await told(StandingGrantedV3, message.residentId)).toMatchObject([{ basis: 'implied' }]);
  });

  it('whose wording is another than it names is never taken', async () => {
    const message = imported({ wording: 'other words' });
    const sent = await consent.send(message);
    await eventually(
      async () => consent.log.filter((line) => line.includes(sent.id) && line.includes('not taken')),
      (lines) => lines.length > 0,
    );
    expect(await standing(message.residentId)).toBeUndefined();
  });

  it('IMP-2: ends by itself at the minute when its term is over, once, and notification is told', async () => {
    const message = imported();
    await consent.send(message);
    await recordOf(consent, message);
    await at('2026-08-11T03:59:59Z');
    expect(await standing(message.residentId)).toMatchObject({ status: 'granted', basis: 'implied' });
    await at('2026-08-11T04:00:00Z');
    await at('2026-08-11T04:00:30Z');
    await eventually(
      () => standing(message.residentId),
      (row) => Object(row).status === 'ended',
    );
    await at('2026-08-11T04:01:00Z');
    expect(await standing(message.residentId)).toMatchObject({ ended_by: 'expired', version: 1 });
    const ended = await told(StandingEndedV1, message.residentId);
    expect(ended).toMatchObject([{ reason: 'expired', endedAt: '2026-08-11T04:00:00.000Z' }]);
    const events = await consent.dataSource.query<{ action: string }[]>(
      'SELECT action FROM records WHERE resident_id = $1 ORDER BY leaf_index',
      [message.residentId],
    );
    expect(events.map(({ action }) => action)).toEqual(['imported', 'expired']);
  });

  it('LEAVE-6: does not bring back what the resident left', async () => {
    const residentId = randomUUID();
    const leaving = withdrew({ residentId });
    await consent.send(leaving);
    await recordOf(consent, leaving);
    const row = imported({
      residentId,
      topics: imported().topics.map((topic) => ({ ...topic, version: 3 })),
    });
    await consent.send(row);
    await recordOf(consent, row);
    expect(await standing(residentId)).toMatchObject({ status: 'ended', ended_by: 'withdrew' });
    expect(await told(StandingGrantedV3, residentId)).toEqual([]);
  });

  it('PROOF-1: standings with terms follow from the ledger as well', async () => {
    const found = await rebuildStandings(consent.dataSource, 'compare');
    expect(found).toMatchObject({ missing: 0, surplus: 0, different: 0 });
  });
});
