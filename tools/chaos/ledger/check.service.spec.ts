import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openConsent, type RunningConsent } from '../../../apps/consent/src/consent.testing.ts';
import { addPending } from '../../../apps/consent/src/intake/pending.query.ts';
import { payloads, pendingOf } from '../../../apps/consent/src/messages.testing.ts';
import { checkLedger } from './check.ts';

const [first, second] = [payloads.asked(), payloads.asked()];
const requestOf = (payload: object) => String((payload as { request_id?: string }).request_id);

describe('the look at the ledger after an ordeal', () => {
  let consent: RunningConsent;
  let owner: Client;

  beforeAll(async () => {
    consent = await openConsent();
    for (const payload of [first, second])
      await addPending(consent.dataSource.manager, pendingOf(payload), 'normal');
    await consent.sequence();
    owner = new Client({ connectionString: consent.database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await consent.stop();
  });

  const look = async (own: {
    acknowledged?: string[];
    told?: [string, number][];
    signed?: [number, string][];
  }) => {
    const known = {
      acknowledged: new Set(own.acknowledged ?? [first.event_id, second.event_id]),
      uncertain: new Set<string>(),
      told: new Map(own.told ?? [[requestOf(first), 1] as const, [requestOf(second), 1] as const]),
    };
    const signed = new Map((own.signed ?? []).map(([size, root]) => [size, new Set([root])]));
    return (await checkLedger(owner, known, signed)).faults;
  };
  /** Past every guard, as only the owner of the tables can; taken back afterwards. */
  const broken = async (sql: string) => {
    await owner.query('BEGIN');
    await owner.query('SET LOCAL session_replication_role = replica');
    await owner.query(sql);
    const faults = await look({});
    await owner.query('ROLLBACK');
    return faults;
  };

  it('finds nothing where nothing is wrong', async () => {
    expect(await look({})).toEqual([]);
  });

  it('finds what is lost, what nobody posted, and what was passed on twice', async () => {
    expect(await look({ acknowledged: [first.event_id, second.event_id, 'lost'] })).toEqual([
      '1 acknowledged events are not in the ledger',
    ]);
    expect(await look({ acknowledged: [first.event_id] })).toEqual([
      '1 events are in the ledger that nobody posted',
    ]);
    expect(await look({ told: [[requestOf(first), 2]] })).toEqual([
      'a request in the ledger was passed on 2 times',
      'a request in the ledger was passed on 0 times',
    ]);
  });

  it('finds a checkpoint that does not hold, and one beyond the ledger', async () => {
    expect(await look({ signed: [[2, 'another root']] })).toEqual([
      'a checkpoint of 2 entries does not hold',
    ]);
    expect(await look({ signed: [[9, 'any root']] })).toEqual(['1 checkpoints are larger than the ledger']);
  });

  it('finds a gap, a changed entry and a record that opens nothing', async () => {
    expect(await broken('DELETE FROM consent.leaves WHERE index = 1')).toContain('the ledger has a gap at 1');
    expect(await broken(`UPDATE consent.records SET payload = payload || ' ' WHERE leaf_index = 1`)).toEqual([
      'the record of entry 1 does not open it',
    ]);
    expect(await broken('DELETE FROM consent.records WHERE leaf_index = 1')).toContain(
      '1 acknowledged events are not in the ledger',
    );
  });
});
