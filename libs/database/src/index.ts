export { type DatabaseFacts, KEPT_ALIVE, openDataSource } from './data-source.ts';
export { DatabaseModule } from './database.module.ts';
export { migrateService } from './migrate-service.ts';
export { refusePendingMigrations } from './pending-migrations.ts';
export { plainArray } from './plain-array.ts';
