import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freshDatabase } from '../../../test/support/index.ts';
import { openDataSource } from './data-source.ts';

describe('a connection to the database', () => {
  const asked: unknown[][] = [];
  const { setKeepAlive } = Socket.prototype;
  beforeEach(() => {
    Socket.prototype.setKeepAlive = function (this: Socket, ...how: unknown[]) {
      asked.push(how);
      return setKeepAlive.apply(this, how as Parameters<typeof setKeepAlive>);
    };
  });
  afterEach(() => {
    Socket.prototype.setKeepAlive = setKeepAlive;
  });

  it('is looked after, so that nobody waits for ever for a server whose machine died', async () => {
    const database = await freshDatabase();
    const facts = { schema: 'consent', entities: [], migrations: [] };
    const dataSource = await openDataSource(database.urls.consent, facts);
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(asked).toEqual([[true, 10_000]]);
    await dataSource.destroy();
    await database.drop();
  });
});
