import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Assets } from './assets.ts';
import { smallest } from './smallest.ts';

const YEAR = 31_536_000;

/**
 * Answers `<prefix>/:name`. A browser may keep the file for good when it asks for the version that is here; during a roll-out
 * it may ask for another one, and then gets today's file without keeping it.
 */
export function serveAsset(assets: Assets, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { name = '' } = request.params as { name?: string };
  const asset = assets.find(name);
  if (!asset) {
    reply.callNotFound();
    return reply;
  }
  const { v } = request.query as { v?: unknown };
  const keep = v === asset.version ? `public, max-age=${YEAR}, immutable` : 'public, no-cache';
  reply.header('Cache-Control', keep).header('ETag', `"${asset.version}"`).header('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match'] === `"${asset.version}"`) return reply.status(304).send();
  const { encoding, body } = smallest(asset, request.headers['accept-encoding']);
  if (encoding) reply.header('Content-Encoding', encoding);
  return reply.type(asset.type).send(body);
}
