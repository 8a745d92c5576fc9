import type { DataSource } from 'typeorm';

/** @throws Error when the schema is older than the program, with the command that mends it. */
export async function refusePendingMigrations(dataSource: DataSource): Promise<void> {
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const done = await dataSource
    .query<{ name: string }[]>('SELECT name FROM migrations')
    .catch(() => [] as { name: string }[]);
  const pending = known.filter((name) => !done.some((row) => row.name === name));
  if (pending.length === 0) return;
  await dataSource.destroy();
  throw new Error(
    `${pending.length} migration(s) are pending (${pending.join(', ')}): run this service's migrate command first`,
  );
}
