import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '#libs/logging';
import { Problem } from './problem.ts';
import { TryLater } from './try-later.ts';

/** Shows a person what went wrong. */
export type ShowPage = (request: FastifyRequest, reply: FastifyReply, problem: Problem) => Promise<unknown>;

/** The one place where errors become answers: RFC 9457 below `/api`, a plain page elsewhere, never a stack trace. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly showPage: ShowPage,
  ) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    // What ends by itself is told by whoever decided it, once: a line for each answer would say nothing more.
    if (problem.status >= 500 && !(problem instanceof TryLater)) {
      this.logger.error(
        { err: error, route: request.routeOptions?.url, method: request.method },
        'failed to answer',
      );
    }
    if (problem instanceof TryLater) reply.header('Retry-After', problem.retryAfterSeconds);
    if (!request.url.startsWith('/api/')) {
      await this.showPage(request, reply, problem);
      return;
    }
    await reply
      .status(problem.status)
      .type('application/problem+json')
      .send({
        type: `urn:tidings:problem:${problem.code}`,
        title: problem.title,
        status: problem.status,
        ...(problem.fields.length > 0 && { errors: problem.fields }),
      });
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  return new Problem(`http-${status}`, status, STATUS_CODES[status] ?? 'Error');
}

/** Nest's own exceptions, and what Fastify raises before a route is reached: malformed JSON, a body that is too large. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : 500;
}
