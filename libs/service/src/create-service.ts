import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Service } from '#libs/contracts';
import { type Logger, logAnswers, NestLog } from '#libs/logging';
import { ProblemFilter, refuseInvalid, type ShowPage } from '#libs/problems';
import type { ServiceSettings } from '#libs/settings';
import { describeApi } from './describe-api.ts';

const BODY_OCTETS = 64 * 1024;

export interface ServiceFacts<S extends ServiceSettings> {
  name: Service;
  settings: new () => S;
  module: (settings: S, logger: Logger) => DynamicModule;
  /** Registers the service's pages and gives back how it shows an error as one. */
  pages: (app: NestFastifyApplication, settings: S) => Promise<ShowPage>;
}

/** A service that is wired and does not listen yet. */
export async function createService<S extends ServiceSettings>(
  facts: ServiceFacts<S>,
  settings: S,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: settings.trustedProxies,
    bodyLimit: BODY_OCTETS,
    requestTimeout: 30_000,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(facts.module(settings, logger), adapter, {
    logger: new NestLog(logger),
    abortOnError: false,
  });
  logAnswers(adapter.getInstance(), logger);
  app.useGlobalPipes(refuseInvalid());
  app.useGlobalFilters(new ProblemFilter(logger, await facts.pages(app, settings)));
  describeApi(app, facts.name);
  app.enableShutdownHooks();
  return app;
}
