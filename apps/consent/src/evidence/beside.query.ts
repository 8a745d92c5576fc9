import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/tlog';
import { commitmentsIn, type DetailKind } from '../details/detail.ts';
import { type Deletion, deletionsOf, detailsAt } from '../details/details.query.ts';
import type { StoredEntry } from './entries.query.ts';
import type { BesideEntry } from './evidence.ts';

/** What lies beside these entries, by index: two queries for all of them, the second only where something was deleted. */
export async function besideEntries(
  manager: EntityManager,
  entries: readonly StoredEntry[],
): Promise<Map<number, BesideEntry>> {
  const events = entries.filter(({ kind, payload }) => kind === 'consent' && payload !== null);
  const details = await detailsAt(
    manager,
    events.map(({ index }) => index),
  );
  const gone = events.flatMap(({ index, payload }) => {
    const there = new Set(details.get(index)?.map(({ kind }) => kind));
    const committed = [...commitmentsIn(JSON.parse(payload ?? '{}') as JsonObject).keys()];
    return committed.filter((kind) => !there.has(kind)).map((kind) => ({ kind, index }));
  });
  const deletions = Map.groupBy(await deletionsOf(manager, gone), ({ index }) => index);
  return new Map(
    events.map(({ index }) => {
      const deleted: Partial<Record<DetailKind, Deletion>> = {};
      for (const { kind, deletedAt, rule } of deletions.get(index) ?? []) deleted[kind] = { deletedAt, rule };
      return [index, { details: details.get(index) ?? [], deleted }];
    }),
  );
}
