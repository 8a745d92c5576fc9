import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { createLogger, NestLog } from '#libs/logging';
import { AppModule } from './app.module.ts';
import type { ConsentSettings } from './settings.ts';

/**
 * Does one thing for a command, on a service that is wired and never started: no message is taken, nothing is appended or
 * signed, and no round deletes what was only asked about. The service itself goes on with what was put into its inbox.
 */
export async function runAct<T>(
  settings: ConsentSettings,
  act: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  // Standard output is for the answer.
  const logger = createLogger('consent', 'warn', process.stderr);
  const app = await NestFactory.create(AppModule.forSettings(settings, logger), new FastifyAdapter(), {
    logger: new NestLog(logger),
    abortOnError: false,
  });
  try {
    return await act(app);
  } finally {
    await app.get(DataSource).destroy();
  }
}
