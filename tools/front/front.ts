import type { IncomingHttpHeaders } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Service } from '../project.ts';
import { answerProblem, answerRefused, answerUnavailable } from './own-answers.ts';
import { type Route, serviceFor } from './routes.ts';

export interface FrontFacts {
  /** As residents see it; its scheme is passed on. */
  publicUrl: string;
  /** Where each service listens, e.g. `http://127.0.0.1:8082`. */
  upstreams: Record<Service, string>;
  routes: Route[];
}

/** What stands between the public and the three services: it splits by path and says who really asked. */
export async function createFront({ publicUrl, upstreams, routes }: FrontFacts): Promise<FastifyInstance> {
  const front = fastify({
    forceCloseConnections: true,
    frameworkErrors: (error, _request, reply) => answerRefused(error, reply),
  });
  front.setNotFoundHandler((_request, reply) => answerProblem(reply, 405, 'The method is not known'));
  front.setErrorHandler((error, _request, reply) => answerRefused(error, reply));
  const proto = new URL(publicUrl).protocol.slice(0, -1);
  await front.register(httpProxy, {
    upstream: '',
    disableRequestLogging: true,
    replyOptions: {
      getUpstream: (request) => upstreams[serviceFor(pathOf(request), routes)],
      rewriteRequestHeaders: (request, headers) => ({
        ...withoutClaims(headers),
        ...forwarded(request, proto),
      }),
      onError: (reply) => answerUnavailable(reply.request as FastifyRequest, reply as FastifyReply),
      // A service that answers 503 means it; the default asks ten times more.
      retryDelay: () => null,
    },
  });
  return front;
}

function pathOf(request: { url: string }): string {
  return request.url.split(/[?#]/, 1)[0] ?? '/';
}

/** Nobody may say for themselves where they come from: limits and the evidence of consent rely on it (ASK-9). */
function withoutClaims(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const claims = /^(x-forwarded-.*|forwarded|x-real-ip|expect)$/;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !claims.test(name)));
}

function forwarded(
  request: { headers: IncomingHttpHeaders; ip: string },
  proto: string,
): IncomingHttpHeaders {
  return {
    'x-forwarded-for': request.ip,
    'x-forwarded-host': request.headers.host,
    'x-forwarded-proto': proto,
  };
}
