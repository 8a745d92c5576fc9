import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../../../test/support/index.ts';
import { DispatchBench } from './dispatch.testing.ts';
import { OldDeliveries } from './old-deliveries.ts';
import { StatementQuery } from './statement.query.ts';

const bench = new DispatchBench();
let owner: Client;
beforeAll(async () => {
  await bench.start();
  owner = new Client({
    connectionString: bench.notification.database.ownerUrl,
    options: '-c search_path=notification',
  });
  await owner.connect();
});
beforeEach(() => bench.begin());
afterAll(async () => {
  await owner.end();
  await bench.stop();
});

const partitions = async () =>
  (
    await bench.query<{ name: string }>(`SELECT inhrelid::regclass::text AS name FROM pg_inherits
     WHERE inhparent = 'deliveries'::regclass`)
  ).map(({ name }) => name);
const partitionOf = (dispatchId: string) => `deliveries_${dispatchId.replaceAll('-', '')}`;
const drop = (dispatchId: string) =>
  bench.query<{ dropped: boolean }>('SELECT drop_deliveries($1) AS dropped', dispatchId);

/** Finished, so many days ago, and in the hands of *consent* or not. */
async function finished(days: number, isHandedOver = true): Promise<string> {
  await bench.follow(2);
  const { dispatchId } = await bench.statement(await bench.announce());
  const at = `now() - interval '${days} days'`;
  await owner.query(`UPDATE dispatches SET finished_at = ${at} WHERE id = $1`, [dispatchId]);
  await owner.query(
    `UPDATE manifest_handovers SET posted = parts, finished_at = ${isHandedOver ? at : 'NULL'} WHERE dispatch_id = $1`,
    [dispatchId],
  );
  return dispatchId;
}

describe('deliveries of long ago', () => {
  it('PROOF-5: go as a whole with their partition; the statement stays', async () => {
    const old = await finished(1300);
    expect(await partitions()).toContain(partitionOf(old));
    bench.clock.set(new Date().toISOString());
    const deliveries = bench.notification.app.get(OldDeliveries);
    await eventually(
      () => deliveries.drop(),
      (more) => !more,
    );
    expect(await partitions()).not.toContain(partitionOf(old));
    expect(await bench.query('SELECT 1 FROM deliveries WHERE dispatch_id = $1', old)).toEqual([]);
    const [row] = await bench.query<{ id: string }>(
      'SELECT announcement_id AS id FROM dispatches WHERE id = $1',
      old,
    );
    const statement = await bench.notification.app.get(StatementQuery).ofAnnouncement(row?.id ?? '');
    expect(statement).toMatchObject({ audience: 2, accepted: 2, toDo: 0 });
    expect(statement?.deliveriesDroppedAt).toBeInstanceOf(Date);
  });

  it('PROOF-5: stay when they are younger than a year, whatever the service asks for', async () => {
    const young = await finished(364);
    expect(await drop(young)).toEqual([{ dropped: false }]);
    expect(await partitions()).toContain(partitionOf(young));
  });

  it('PROOF-1: stay until consent has the manifest', async () => {
    const [row] = await drop(await finished(1300, false));
    expect(row).toEqual({ dropped: false });
  });

  it('the service itself can neither make nor drop a partition', async () => {
    const dispatchId = await finished(1);
    for (const sql of [
      `DROP TABLE ${partitionOf(dispatchId)}`,
      `ALTER TABLE deliveries DETACH PARTITION ${partitionOf(dispatchId)}`,
      'CREATE TABLE mine (id integer)',
    ]) {
      await expect(bench.query(sql)).rejects.toThrow(/must be owner|permission denied/);
    }
  });
});
