import type { FastifyReply, FastifyRequest } from 'fastify';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Not available for the moment – Non disponible pour le moment</title>
<body style="max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.2rem/1.5 sans-serif">
<h1>Not available for the moment</h1>
<p>Nothing was lost. Please try again in a few minutes.</p>
<h2 lang="fr">Non disponible pour le moment</h2>
<p lang="fr">Rien n’a été perdu. Veuillez réessayer dans quelques minutes.</p>
`;

/** When a service does not answer: words for people, an RFC 9457 problem for programs. */
export function answerUnavailable(request: FastifyRequest, reply: FastifyReply): void {
  if (request.url.startsWith('/api/')) {
    answerProblem(reply, 502, 'The service does not answer');
    return;
  }
  reply.code(502).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(PAGE);
}

/** What cannot be passed on at all. The framework's own words would name it and repeat what was sent. */
export function answerRefused(error: unknown, reply: FastifyReply): void {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  answerProblem(reply, status, status < 500 ? 'The request cannot be understood' : 'Something went wrong');
}

export function answerProblem(reply: FastifyReply, status: number, title: string): void {
  const problem = JSON.stringify({ type: 'about:blank', title, status });
  reply.code(status).header('cache-control', 'no-store').type('application/problem+json').send(problem);
}
