import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';

type Migrations = MixedList<new () => object>;

/**
 * Of a connection to PostgreSQL. Whoever waits for the answer of a server whose machine died, or that a firewall forgot, would wait for
 * ever: nothing is on its way that could fail. So it is noticed within half a minute.
 */
export const KEPT_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

export interface DatabaseFacts {
  /** The service's schema and role: both have this name. */
  schema: string;
  entities: (new () => object)[];
  migrations: Migrations;
}

/**
 * The options of one service's data source. Names without a schema are the service's own, both for the role that serves
 * and for the owner that migrates.
 * @param maxConnections upper bound of the pool.
 */
export function dataSourceOptions(url: string, facts: DatabaseFacts, maxConnections = 10): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    schema: facts.schema,
    entities: facts.entities,
    migrations: facts.migrations as Extract<DataSourceOptions, { type: 'postgres' }>['migrations'],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    applicationName: `tidings ${facts.schema}`,
    extra: {
      ...KEPT_ALIVE,
      max: maxConnections,
      options: `-c search_path=${facts.schema} -c timezone=UTC`,
      // Statements of one transaction that are not waited for one by one are sent at once; the server takes them in order.
      pipeline: true,
    },
  };
}

export async function openDataSource(
  url: string,
  facts: DatabaseFacts,
  maxConnections?: number,
): Promise<DataSource> {
  return new DataSource(dataSourceOptions(url, facts, maxConnections)).initialize();
}
