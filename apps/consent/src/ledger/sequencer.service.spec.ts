import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../../test/support/index.ts';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { addPending } from '../intake/pending.query.ts';
import { count, fillInbox, naiveRoot, storedEntries } from '../ledger.testing.ts';
import { payloads, pendingOf } from '../messages.testing.ts';
import { BATCH, SequencerService } from './sequencer.service.ts';

let consent: RunningConsent;

beforeEach(async () => {
  consent = await openConsent();
});

afterEach(async () => {
  await consent.stop();
});

describe('the sequencer', () => {
  it('LEAVE-4: a withdrawal overtakes a backlog that needs several batches', async () => {
    await fillInbox(consent, 2100);
    const leaving = payloads.withdrew();
    await addPending(consent.dataSource.manager, pendingOf(leaving), 'urgent');
    await consent.app.get(SequencerService).appendBatch();
    const [row] = await consent.dataSource.query<{ left: string; found: string }[]>(
      `SELECT (SELECT count(*) FROM pending) AS left,
              (SELECT count(*) FROM records WHERE event_id = $1) AS found`,
      [leaving.event_id],
    );
    expect(row).toEqual({ left: '53', found: '1' });
  });

  it('LEAVE-4: what was read ahead does not come before what is urgent, and nothing of it is written twice', async () => {
    await fillInbox(consent, 4200);
    const sequencer = consent.app.get(SequencerService);
    await sequencer.appendBatch();
    const leaving = payloads.withdrew();
    await addPending(consent.dataSource.manager, pendingOf(leaving), 'urgent');
    const other = await openConsent({}, consent.database);
    await other.app.get(SequencerService).appendBatch();
    await other.stop();
    await consent.sequence();
    const [row] = await consent.dataSource.query<{ index: string }[]>(
      'SELECT leaf_index AS index FROM records WHERE event_id = $1',
      [leaving.event_id],
    );
    expect(Number(row?.index)).toBeLessThan(2 * BATCH + 1);
    expect(await count(consent, 'records')).toBe(4201);
    expect(await storedEntries(consent)).toHaveLength(4202);
  });

  it('SEND-3: an event that is told again has one leaf, also when its row was read ahead', async () => {
    const told = pendingOf(payloads.confirmed());
    const { manager } = consent.dataSource;
    await addPending(manager, told, 'normal');
    await consent.sequence();
    await fillInbox(consent, BATCH + 10);
    await addPending(manager, told, 'normal');
    await consent.sequence();
    expect(await count(consent, 'pending')).toBe(0);
    expect(await count(consent, 'records')).toBe(BATCH + 11);
    expect(await storedEntries(consent)).toHaveLength(BATCH + 12);
  });

  it('SEND-3: a sequencer that is killed in the middle of a batch leaves no gap and loses nothing', async () => {
    await fillInbox(consent, 10);
    await consent.sequence();
    await fillInbox(consent, 500);
    await killWhileSequencing();
    expect(await storedEntries(consent)).toHaveLength(11);
    await consent.sequence();
    const entries = await storedEntries(consent);
    expect(entries).toHaveLength(511);
    const [last] = await consent.dataSource.query<{ root: Buffer }[]>(
      'SELECT root FROM checkpoints ORDER BY size DESC LIMIT 1',
    );
    expect(last?.root.equals(naiveRoot(entries))).toBe(true);
    expect(await count(consent, 'records')).toBe(510);
  });

  it('SEND-3: two sequencers at once make neither duplicates nor gaps', async () => {
    const other = await openConsent({}, consent.database);
    try {
      for (let round = 0; round < 5; round += 1) {
        await fillInbox(consent, 300);
        await Promise.all([consent.sequence(), other.sequence(), consent.sequence(), other.sequence()]);
      }
    } finally {
      await other.stop();
    }
    const indexes = await consent.dataSource.query<{ index: string }[]>(
      'SELECT index FROM leaves ORDER BY index',
    );
    expect(indexes.map(({ index }) => Number(index))).toEqual(
      Array.from({ length: 1501 }, (_, index) => index),
    );
    expect(await count(consent, 'records')).toBe(1500);
  });
});

/** Holds the last table that a batch writes, waits until the sequencer stands before it, and ends its connection. */
async function killWhileSequencing(): Promise<void> {
  const holder = await connect();
  // PostgreSQL shows a transaction the activity as it was at its first look: somebody else has to watch.
  const watcher = await connect();
  try {
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE consent.outbox IN ACCESS EXCLUSIVE MODE');
    const failed = expect(consent.app.get(SequencerService).appendBatch()).rejects.toThrow();
    const [stuck] = await eventually(
      () => stuckAtOutbox(watcher),
      (pids) => pids.length === 1,
    );
    await watcher.query('SELECT pg_terminate_backend($1)', [stuck]);
    await failed;
  } finally {
    await Promise.all([holder.end(), watcher.end()]);
  }
}

async function stuckAtOutbox(watcher: Client): Promise<number[]> {
  const { rows } = await watcher.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO outbox%'`,
  );
  return rows.map(({ pid }) => pid);
}

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: consent.database.ownerUrl });
  await client.connect();
  return client;
}
