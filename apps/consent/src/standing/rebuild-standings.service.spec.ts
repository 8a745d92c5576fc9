import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { addPending } from '../intake/pending.query.ts';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { payloads, pendingOf, subscribedTopic } from '../messages.testing.ts';
import { rebuildStandings } from './rebuild-standings.ts';

const NOTHING_WRONG = { missing: 0, surplus: 0, different: 0 };

const residents = [randomUUID(), randomUUID(), randomUUID()];
const step = fc.record({
  residentId: fc.constantFrom(...residents),
  does: fc.constantFrom('asked' as const, 'confirmed' as const, 'withdrew' as const, 'imported' as const),
  topic: fc.constantFrom('parks', 'roads', 'snow'),
  version: fc.integer({ min: 1, max: 6 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Versions come in any order and more than once, as from queues; a batch ends wherever it likes. */
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });

describe('standings', () => {
  let consent: RunningConsent;
  beforeAll(async () => {
    consent = await openConsent();
  });
  afterAll(() => consent.stop());

  const stored = () =>
    consent.dataSource.query<unknown[]>('SELECT * FROM standings ORDER BY resident_id, topic');
  const record = async (batch: ConsentPayload[]) => {
    for (const payload of batch) await addPending(consent.dataSource.manager, pendingOf(payload), 'normal');
    await consent.sequence();
  };

  it('PROOF-1: follow from the ledger alone, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (batches) => {
        for (const batch of batches) await record(batch.map(payloadOf));
        const before = await stored();
        expect(await rebuildStandings(consent.dataSource, 'compare')).toMatchObject(NOTHING_WRONG);
        await rebuildStandings(consent.dataSource, 'replace');
        expect(await stored()).toEqual(before);
      }),
      { numRuns: 25 },
    );
    expect(await stored()).not.toEqual([]);
  });

  it('that somebody changed are found, and made right when an operator says so', async () => {
    await record([payloads.confirmed(), payloads.confirmed(), payloads.confirmed()]);
    const right = await stored();
    const { manager } = consent.dataSource;
    await manager.query('DELETE FROM standings WHERE ctid = (SELECT ctid FROM standings LIMIT 1)');
    await manager.query(
      `UPDATE standings SET version = 99 WHERE ctid = (SELECT ctid FROM standings LIMIT 1)`,
    );
    await manager.query(
      `INSERT INTO standings (resident_id, topic, status, version, subscription_id, ledger_index, basis)
       VALUES ($1, 'parks', 'granted', 1, $1, 0, 'express')`,
      [randomUUID()],
    );
    const wrong = { missing: 1, surplus: 1, different: 1 };
    expect(await rebuildStandings(consent.dataSource, 'compare')).toMatchObject(wrong);
    expect(await stored()).not.toEqual(right);
    expect(await rebuildStandings(consent.dataSource, 'replace')).toMatchObject(wrong);
    expect(await stored()).toEqual(right);
  });
});

function payloadOf({ residentId, does, topic, version }: Step) {
  if (does === 'asked') return payloads.asked({ residentId });
  return payloads[does]({ residentId, topics: [subscribedTopic({ topic, version })] });
}
