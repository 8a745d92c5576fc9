import type { FastifyInstance } from 'fastify';
import type { Logger } from './create-logger.ts';

/** One line for each answer. It names the route's pattern, never the URL: URLs carry tokens. */
export function logAnswers(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    if (route.startsWith('/health')) return;
    logger.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  });
}
