import { Client } from 'pg';
import { emptyRoot, leafHash, nodeHash } from '#libs/tlog';
import { eventually, type SentMessage } from '../../../test/support/index.ts';
import type { RunningConsent } from './consent.testing.ts';
import { addPending } from './intake/pending.query.ts';
import type { ConsentPayload } from './ledger/consent-payload.ts';
import { payloads, pendingOf } from './messages.testing.ts';

/** Puts so many events into the ledger's inbox. */
export async function fillInbox(
  { dataSource }: RunningConsent,
  count: number,
  make: () => ConsentPayload = () => payloads.confirmed(),
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    for (let made = 0; made < count; made += 1) await addPending(manager, pendingOf(make()), 'normal');
  });
}

/** How many rows a table has. */
export async function count({ dataSource }: RunningConsent, table: string): Promise<number> {
  const [row] = await dataSource.query<{ count: string }[]>(`SELECT count(*) FROM ${table}`);
  return Number(row?.count);
}

/** Waits until the event has its leaf. */
export async function recordOf(
  { dataSource }: RunningConsent,
  { eventId }: { eventId: string },
): Promise<{ index: number; payload: string }> {
  const [row] = await eventually(
    () =>
      dataSource.query<{ index: string; payload: string }[]>(
        'SELECT leaf_index AS index, payload FROM records WHERE event_id = $1',
        [eventId],
      ),
    (rows) => rows.length === 1,
  );
  return { index: Number(row?.index), payload: row?.payload ?? '' };
}

/** Waits until the messages are in our inbox. */
export async function taken({ dataSource }: RunningConsent, ...sent: SentMessage[]): Promise<void> {
  await eventually(
    () =>
      dataSource.query<unknown[]>('SELECT 1 FROM inbox WHERE message_id = ANY($1::uuid[])', [
        sent.map(({ id }) => id),
      ]),
    (rows) => rows.length === sent.length,
  );
}

/** Changes what nobody may change: only somebody who owns the tables and switches the triggers off can do this. */
export async function tamper({ database }: RunningConsent, statement: string): Promise<void> {
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await owner.query('SET search_path = consent; SET session_replication_role = replica');
    await owner.query(statement);
  } finally {
    await owner.end();
  }
}

/** The entries, by index. */
export async function storedEntries({ dataSource }: RunningConsent): Promise<Buffer[]> {
  const rows = await dataSource.query<{ entry: Buffer }[]>('SELECT entry FROM leaves ORDER BY index');
  return rows.map(({ entry }) => entry);
}

/** RFC 6962 section 2.1, word for word. */
export function naiveRoot(entries: Buffer[]): Buffer {
  if (entries.length === 0) return emptyRoot();
  const [only] = entries;
  if (only && entries.length === 1) return leafHash(only);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return nodeHash(naiveRoot(entries.slice(0, split)), naiveRoot(entries.slice(split)));
}
