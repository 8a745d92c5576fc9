import 'reflect-metadata';
import { runMigrations } from '#libs/service';
import { database } from './database.ts';

await runMigrations(database);
