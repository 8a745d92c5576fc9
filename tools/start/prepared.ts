import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { asOwner } from '../postgres/prepare-database.ts';
import { SERVICES } from '../project.ts';

/**
 * What migrations and the seed depend on: the programs and the city's folder. Where nothing of it changed since they last
 * ran on this database, running them again would only cost time.
 */
export function preparationMark(build: string, cityFolder: string): string {
  const hash = createHash('sha256').update(build);
  for (const file of globSync('**/*.*', { cwd: cityFolder }).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(cityFolder, file)));
  }
  return `Prepared by npm start, ${hash.digest('hex')}`;
}

/** The mark is kept as a comment on each schema, so that it goes where the schema goes: dropped, copied or restored. */
export async function isPrepared(ownerUrl: string, mark: string): Promise<boolean> {
  const query =
    "SELECT count(*)::int AS marked FROM pg_namespace WHERE obj_description(oid, 'pg_namespace') = $1";
  const { rows } = await asOwner(ownerUrl, (owner) => owner.query<{ marked: number }>(query, [mark]));
  return rows[0]?.marked === SERVICES.length;
}

export async function markPrepared(ownerUrl: string, mark: string): Promise<void> {
  const comments = SERVICES.map(
    (name) => `COMMENT ON SCHEMA ${escapeIdentifier(name)} IS ${escapeLiteral(mark)}`,
  );
  await asOwner(ownerUrl, (owner) => owner.query(comments.join('; ')));
}
