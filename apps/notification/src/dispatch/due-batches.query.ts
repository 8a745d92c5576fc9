import type { DataSource } from 'typeorm';
import { free } from '../sending/batch.query.ts';

/** Keys `<id>.<epoch>` of batches that are due and that nobody works at, the oldest dispatch first. */
export async function dueBatches(
  dataSource: DataSource,
  { now, missedAfterMinutes, limit }: { now: Date; missedAfterMinutes: number; limit: number },
): Promise<string[]> {
  const rows = await dataSource.query<{ key: string }[]>(
    `SELECT batch.id || '.' || batch.epoch AS key
     FROM batches AS batch JOIN dispatches AS dispatch ON dispatch.id = batch.dispatch_id
     WHERE ${free('$1', '$3')} ORDER BY dispatch.planned_at, batch.due_at, batch.number LIMIT $2`,
    [now, limit, missedAfterMinutes],
  );
  return rows.map(({ key }) => key);
}
