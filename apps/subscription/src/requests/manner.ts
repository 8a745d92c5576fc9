import type { FastifyRequest } from 'fastify';
import type { Manner } from '#libs/contracts';

const USER_AGENT_CHARACTERS = 512;

/**
 * How an act came about, as the ledger keeps it (ASK-9).
 * @param page its path without a token.
 */
export function mannerOf(request: FastifyRequest, control: string, page: string): Manner {
  const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_CHARACTERS);
  return { control, page, clientAddress: request.ip, ...(userAgent && { userAgent }) };
}
