import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type FreshDatabase, freshDatabase } from '../support/index.ts';

const SERVICES = ['subscription', 'consent', 'notification'] as const;
const TABLE: Record<(typeof SERVICES)[number], string> = {
  subscription: 'residents',
  consent: 'leaves',
  notification: 'audience',
};

describe('the walls between schemas', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  const as = async (role: (typeof SERVICES)[number], sql: string) => {
    const client = new Client({ connectionString: database.urls[role] });
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };

  it.each(SERVICES)('%s reads its own tables', async (role) => {
    const { rows } = await as(role, `SELECT count(*)::int AS count FROM ${role}.${TABLE[role]}`);
    expect(rows).toEqual([{ count: expect.any(Number) }]);
  });

  it.each(
    SERVICES.flatMap((role) =>
      SERVICES.filter((other) => other !== role).map((other) => [role, other] as const),
    ),
  )('%s is refused in the schema of %s', async (role, other) => {
    await expect(as(role, `SELECT 1 FROM ${other}.${TABLE[other]}`)).rejects.toThrow(
      `permission denied for schema ${other}`,
    );
  });

  it.each(SERVICES)('%s may not make tables, here or in public', async (role) => {
    await expect(as(role, `CREATE TABLE ${role}.x ()`)).rejects.toThrow(
      `permission denied for schema ${role}`,
    );
    await expect(as(role, 'CREATE TABLE public.x ()')).rejects.toThrow('permission denied for schema public');
  });
});
