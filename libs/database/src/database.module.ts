import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type DatabaseFacts, dataSourceOptions } from './data-source.ts';
import { refusePendingMigrations } from './pending-migrations.ts';

/** One data source, schema and role per service. A service with pending migrations refuses to start. */
@Module({})
export class DatabaseModule {
  static forService(url: string, facts: DatabaseFacts): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSourceOptions(url, facts), retryAttempts: 3 }),
          dataSourceFactory: async (options) => {
            if (!options) throw new Error('TypeORM gave no options');
            const dataSource = await new DataSource(options).initialize();
            await refusePendingMigrations(dataSource);
            return dataSource;
          },
        }),
        TypeOrmModule.forFeature(facts.entities),
      ],
      exports: [TypeOrmModule],
    };
  }
}
