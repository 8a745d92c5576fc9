import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Service } from '#libs/contracts';
import { type Logger, logAnswers, NestLog } from '#libs/logging';
import { ProblemFilter, refuseInvalid, TryLater } from '#libs/problems';
import type { ServiceSettings } from '#libs/settings';
import { Pages, registerSite } from '#libs/site';
import { describeApi } from './describe-api.ts';

const BODY_OCTETS = 64 * 1024;

export interface ServiceFacts<S extends ServiceSettings> {
  name: Service;
  settings: new () => S;
  module: (settings: S, logger: Logger) => DynamicModule;
  /** What this service alone registers with Fastify. */
  prepare?: (app: NestFastifyApplication, settings: S) => Promise<void>;
}

/** A service that is wired and does not listen yet. Its module provides `Pages`. */
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
  readOutWhatIsRefused(adapter.getInstance());
  app.useGlobalPipes(refuseInvalid());
  const pages = app.get(Pages);
  await registerSite(app, pages, {
    documentationPath: `/api/${facts.name}/docs`,
  });
  await facts.prepare?.(app, settings);
  app.useGlobalFilters(
    new ProblemFilter(logger, (request, reply, problem) => {
      const told = problem instanceof TryLater ? problem : undefined;
      return pages.error(request, reply, problem.status, told);
    }),
  );
  describeApi(app, facts.name);
  app.enableShutdownHooks();
  return app;
}

/**
 * Fastify closes a connection on which it refuses a body. What stands before us is still sending then, finds the connection broken,
 * and tells its visitor that we do not answer. Left open, Node reads the rest and drops it, for no longer than a request may last.
 */
function readOutWhatIsRefused(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 413) reply.removeHeader('connection');
  });
}
