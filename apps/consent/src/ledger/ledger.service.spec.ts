import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { commitTo, emptyRoot, leafHash, nodeHash } from '#libs/tlog';
import { eventually, openConsent, type RunningConsent } from '../consent.testing.ts';
import { addPending } from '../intake/pending.query.ts';
import { payloads, pendingOf } from '../messages.testing.ts';
import { SequencerService } from './sequencer.service.ts';

let consent: RunningConsent;

beforeEach(async () => {
  consent = await openConsent();
});

afterEach(async () => {
  await consent.stop();
});

describe('the ledger', () => {
  it('PROOF-2: has at each checkpoint the root that RFC 6962 defines over the stored leaves', async () => {
    for (const count of [0, 1, 2, 255, 300]) {
      await fill(count);
      await consent.sequence();
    }
    const entries = await storedEntries();
    const checkpoints = await consent.dataSource.query<{ size: string; root: Buffer }[]>(
      'SELECT size, root FROM checkpoints ORDER BY size',
    );
    expect(checkpoints.map(({ size }) => Number(size))).toEqual([1, 2, 4, 259, 559]);
    for (const { size, root } of checkpoints) {
      expect(root.toString('hex')).toBe(naiveRoot(entries.slice(0, Number(size))).toString('hex'));
    }
  });

  it('PROOF-2: holds of an event only a commitment, which payload and salt open', async () => {
    await fill(20);
    await consent.sequence();
    const rows = await consent.dataSource.query<{ entry: Buffer; payload: string; salt: Buffer }[]>(
      'SELECT entry, payload, salt FROM leaves JOIN records ON leaf_index = index ORDER BY index',
    );
    expect(rows).toHaveLength(20);
    for (const { entry, payload, salt } of rows) {
      const commitment = commitTo(payload, salt).toString('base64');
      expect(entry.toString()).toBe(`{"c":"${commitment}","k":"consent","v":1}`);
    }
    expect(new Set(rows.map(({ salt }) => salt.toString('hex'))).size).toBe(20);
  });

  it('LEAVE-4: a withdrawal overtakes a backlog that needs several batches', async () => {
    await fill(2100);
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

  it('SEND-3: a sequencer that is killed in the middle of a batch leaves no gap and loses nothing', async () => {
    await fill(10);
    await consent.sequence();
    await fill(500);
    await killWhileSequencing();
    expect(await storedEntries()).toHaveLength(11);
    await consent.sequence();
    const entries = await storedEntries();
    expect(entries).toHaveLength(511);
    const [last] = await consent.dataSource.query<{ root: Buffer }[]>(
      'SELECT root FROM checkpoints ORDER BY size DESC LIMIT 1',
    );
    expect(last?.root.equals(naiveRoot(entries))).toBe(true);
    expect(await recordCount()).toBe(510);
  });

  it('SEND-3: two sequencers at once make neither duplicates nor gaps', async () => {
    const other = await openConsent({}, consent.database);
    try {
      for (let round = 0; round < 5; round += 1) {
        await fill(300);
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
    expect(await recordCount()).toBe(1500);
  });
});

async function fill(count: number): Promise<void> {
  await consent.dataSource.transaction(async (manager) => {
    for (let made = 0; made < count; made += 1) {
      await addPending(manager, pendingOf(payloads.confirmed()), 'normal');
    }
  });
}

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

async function storedEntries(): Promise<Buffer[]> {
  const rows = await consent.dataSource.query<{ entry: Buffer }[]>('SELECT entry FROM leaves ORDER BY index');
  return rows.map(({ entry }) => entry);
}

async function recordCount(): Promise<number> {
  const [row] = await consent.dataSource.query<{ count: string }[]>('SELECT count(*) FROM records');
  return Number(row?.count);
}

/** RFC 6962 section 2.1, word for word. */
function naiveRoot(entries: Buffer[]): Buffer {
  if (entries.length === 0) return emptyRoot();
  const [only] = entries;
  if (only && entries.length === 1) return leafHash(only);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return nodeHash(naiveRoot(entries.slice(0, split)), naiveRoot(entries.slice(split)));
}
