import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { createLogger, NestLog } from '#libs/logging';
import { explainAndExit } from '#libs/service';
import { loadSettings } from '#libs/settings';
import { AppModule } from './app.module.ts';
import { RetentionService } from './retention/retention.service.ts';
import { ConsentSettings } from './settings.ts';

/** The command `retention`: says how many records are old enough to go; with `--apply` deletes them, as the service does daily. */
try {
  const settings = loadSettings(ConsentSettings, process.env);
  const logger = createLogger('consent', settings.logLevel);
  // Wired and never started: nothing is taken, and no round deletes what was only asked about.
  const app = await NestFactory.create(AppModule.forSettings(settings, logger), {
    logger: new NestLog(logger),
    abortOnError: false,
  });
  const retention = app.get(RetentionService);
  const applies = process.argv.includes('--apply');
  const outcome = applies ? await retention.apply() : await retention.preview(app.get(DataSource));
  await app.get(DataSource).destroy();
  const words = Object.entries(outcome).map(([name, records]) => `${records} ${name}`);
  process.stdout.write(`${applies ? 'deleted' : 'to delete'}: ${words.join(', ')} record(s)\n`);
  process.exit(0);
} catch (error) {
  explainAndExit(error);
}
