import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Pages } from './pages.ts';
import { DOCUMENTATION_POLICY, PERMISSIONS_POLICY, SECURITY_HEADERS } from './security-headers.ts';
import { serveAsset } from './serve-asset.ts';

export interface SiteDoor {
  /** The largest form that is read. Without it, 64 KiB: an announcement in two languages, with room. */
  formLimitBytes?: number;
  /** The path of the API documentation, which needs a script, e.g. `/api/consent/docs`. */
  documentationPath?: string;
}

const FORM_LIMIT_BYTES = 65_536;

/**
 * What a service's `main` calls before it listens: reads forms, serves the assets, and puts the security headers on every
 * answer. Answers are not stored anywhere unless they say otherwise.
 */
export async function registerSite(
  app: NestFastifyApplication,
  pages: Pages,
  door: SiteDoor = {},
): Promise<void> {
  app.useBodyParser('application/x-www-form-urlencoded', {
    bodyLimit: door.formLimitBytes ?? FORM_LIMIT_BYTES,
  });
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  await fastify.register(helmet, SECURITY_HEADERS);
  addHeaders(fastify, door.documentationPath);
  const { assets } = pages;
  fastify.get(`${assets.prefix}/:name`, (request, reply) => serveAsset(assets, request, reply));
}

function addHeaders(fastify: FastifyInstance, documentationPath: string | undefined): void {
  fastify.addHook('onSend', async (request, reply) => {
    reply.header('Permissions-Policy', PERMISSIONS_POLICY);
    if (!reply.hasHeader('Cache-Control')) reply.header('Cache-Control', 'no-store');
    if (documentationPath && request.url.startsWith(documentationPath)) {
      reply.header('Content-Security-Policy', DOCUMENTATION_POLICY);
    }
  });
}
