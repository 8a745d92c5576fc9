import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#libs/clock';
import { TryLater } from '#libs/problems';
import { Pages } from '#libs/site';
import type { SubscriptionSettings } from '../settings.ts';

/** Leaving works on, whatever we are at (LEAVE-1 to LEAVE-4), with the look of its page; and so do the operator's questions. */
const OPEN = ['/leave', '/health', '/assets'];

/** The frame of another site has room for a few words, and would refuse a page that may not be framed. */
const FRAMED = /^\/topics\/[^/]+\/embedded$/;

/** Once it takes longer than was said. */
const LATE_SECONDS = 600;

/**
 * Closes the residents' site and its API while somebody works on it: from the start of the process until the setting is taken away,
 * so that work that takes longer than was thought does not open the doors by itself.
 */
export function closeForMaintenance(app: NestFastifyApplication, settings: SubscriptionSettings): void {
  if (!settings.maintenanceUntil) return;
  const until = new Date(settings.maintenanceUntil);
  const clock = app.get(Clock);
  const pages = app.get(Pages);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      const [path = '/'] = request.url.split('?');
      if (OPEN.some((place) => path === place || path.startsWith(`${place}/`))) return;
      const seconds = (until.getTime() - clock.now().getTime()) / 1000;
      const closed = maintenance(seconds > 0 ? seconds : LATE_SECONDS);
      if (path.startsWith('/api/')) throw closed;
      const isFramed = request.method === 'GET' && FRAMED.test(path);
      const data = { until: seconds > 0 ? until : undefined, isFramed };
      reply.header('Retry-After', closed.retryAfterSeconds);
      // The address may hold a token: nothing else is known of it here.
      const page = { template: 'maintenance/maintenance.njk', status: closed.status, data };
      await pages.render(request, reply, { ...page, isFramed, tokenPage: !isFramed });
      return reply;
    });
}

const maintenance = (retryAfterSeconds: number) =>
  new TryLater({
    code: 'maintenance',
    status: 503,
    title: 'The service is being worked on',
    words: 'maintenance',
    retryAfterSeconds,
  });
