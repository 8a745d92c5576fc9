import type { DetailKind } from '../details/detail.ts';
import type { Evidence } from './evidence.ts';

/** What stands for a detail in tables and records for programs once it is gone; undefined while it is there, or never was. */
export function deletedWords({ deleted }: Evidence, kind: DetailKind): string | undefined {
  const deletion = deleted[kind];
  return deletion && `deleted on ${deletion.deletedAt.toISOString()} by rule ${deletion.rule.class}`;
}
