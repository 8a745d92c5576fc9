import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Kept } from '#libs/clock';
import { type Encoded, smallest } from './smallest.ts';

/** Made once in a while, so better than what a server does for each answer, and still in a few milliseconds. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/**
 * Pages that are the same for everybody who reads them in one language: made once in so many milliseconds and sent as octets. They are
 * compressed, as others are not: a page that holds a secret beside what somebody else typed would tell it by its length.
 */
export class SharedPages {
  readonly #kept: Kept<Encoded>;

  constructor(keptMilliseconds: number) {
    this.#kept = new Kept(keptMilliseconds);
  }

  /** @param key of what the page depends on. @param make HTML. */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    { key, make }: { key: string; make: () => Promise<string> },
  ): Promise<void> {
    const page = await this.#kept.get(key, async () => encoded(await make()));
    const { encoding, body } = smallest(page, request.headers['accept-encoding']);
    if (encoding) reply.header('Content-Encoding', encoding);
    reply.header('Vary', 'Accept-Language, Accept-Encoding').send(body);
  }
}

function encoded(html: string): Encoded {
  const body = Buffer.from(html);
  return { body, gzip: gzipSync(body), brotli: brotliCompressSync(body, BROTLI) };
}
