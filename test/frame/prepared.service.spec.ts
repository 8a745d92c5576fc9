import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asOwner } from '../../tools/postgres/prepare-database.ts';
import { isPrepared, markPrepared, preparationMark } from '../../tools/start/prepared.ts';
import { type FreshDatabase, freshDatabase } from '../support/index.ts';

describe('what a second npm start may leave out', () => {
  const mark = preparationMark('a build', 'seed/toronto');
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });

  afterAll(() => database.drop());

  it('is nothing on a database that no start has prepared', async () => {
    expect(await isPrepared(database.ownerUrl, mark)).toBe(false);
  });

  it('is migrations and seed, until the programs or the city change', async () => {
    await markPrepared(database.ownerUrl, mark);
    expect(await isPrepared(database.ownerUrl, mark)).toBe(true);
    expect(await isPrepared(database.ownerUrl, preparationMark('another build', 'seed/toronto'))).toBe(false);
    expect(await isPrepared(database.ownerUrl, preparationMark('a build', 'docker'))).toBe(false);
  });

  it('is nothing again after somebody dropped a schema', async () => {
    await asOwner(database.ownerUrl, (owner) => owner.query('DROP SCHEMA consent CASCADE'));
    expect(await isPrepared(database.ownerUrl, mark)).toBe(false);
  });
});
