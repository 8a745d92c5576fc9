import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Witness } from './witness.ts';

/** A proof has at most 63 hashes, and a note a few lines. */
const REQUEST_OCTETS = 64 * 1024;

export function witnessServer(witness: Witness): Server {
  return createServer((request, response) => {
    answer(witness, request).then(
      ({ status, type, body }) => response.writeHead(status, { 'Content-Type': type }).end(body),
      () => response.writeHead(500).end(),
    );
  });
}

async function answer(witness: Witness, request: IncomingMessage) {
  const text = { type: 'text/plain; charset=utf-8' };
  if (!request.url?.endsWith('/add-checkpoint')) return { ...text, status: 404, body: '' };
  if (request.method !== 'POST') return { ...text, status: 405, body: '' };
  const body = await readBody(request);
  if (body === undefined) return { ...text, status: 413, body: '' };
  return witness.addCheckpoint(body);
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let octets = 0;
  for await (const part of request) {
    octets += part.length;
    if (octets > REQUEST_OCTETS) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
