import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Random } from '#libs/clock';
import type { SealedCookies } from './sealed-cookies.ts';

/** What has to be remembered between leaving for the provider and coming back. */
export interface SignInAttempt {
  state: string;
  nonce: string;
  codeVerifier: string;
  returnPath: string;
}

const TEN_MINUTES = 10 * 60;

export class SignInAttempts {
  constructor(
    private readonly cookies: SealedCookies,
    private readonly random: Random,
  ) {}

  begin(returnPath: string): SignInAttempt {
    return { state: this.secret(), nonce: this.secret(), codeVerifier: this.secret(), returnPath };
  }

  async remember(reply: FastifyReply, attempt: SignInAttempt): Promise<void> {
    await this.cookies.write(reply, nameFor(attempt.state), attempt, TEN_MINUTES);
  }

  /** Gives the attempt that an answer of the provider belongs to, and forgets it, since it is good once. */
  async take(
    request: FastifyRequest,
    reply: FastifyReply,
    state: unknown,
  ): Promise<SignInAttempt | undefined> {
    if (typeof state !== 'string' || !/^[\w-]{43}$/.test(state)) return undefined;
    const attempt = await this.cookies.read<SignInAttempt>(request, nameFor(state));
    if (attempt?.state !== state) return undefined;
    this.cookies.clear(reply, nameFor(state));
    return attempt;
  }

  private secret(): string {
    return this.random.bytes(32).toString('base64url');
  }
}

/** One cookie an attempt: a browser that restores three pages of ours begins three of them at once. */
function nameFor(state: string): string {
  return `tidings-sign-in-${state.slice(0, 12)}`;
}
