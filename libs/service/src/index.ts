export { createService, type ServiceFacts } from './create-service.ts';
export { explainAndExit } from './explain-and-exit.ts';
export { runMigrations } from './run-migrations.ts';
export { startService } from './start-service.ts';
