import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#libs/problems';
import { type Authority, SignInNeeded } from './authority.ts';
import { refuseForgery } from './form-token.ts';
import { isUnder } from './return-path.ts';
import type { Section } from './section.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { admit } from './signed-in.ts';

const READING = ['GET', 'HEAD'];

/** Stands before every route of the service; those outside the section and without `@SignedIn` pass. */
export class AuthorityGuard implements CanActivate {
  constructor(
    private readonly section: Section,
    private readonly sessions: Sessions,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const authority = this.authorityFor(request);
    if (authority === 'anybody') return true;
    const session = await this.sessions.find(request);
    if (!session) throw this.signInNeeded(request);
    if (!READING.includes(request.method)) refuseForgery(request, session, this.section.publicUrl);
    if (!isAllowed(session, authority))
      throw new Problem('role-missing', 403, 'Your roles do not allow this');
    admit(request, session);
    // The back button after signing out, or a shared cache, must not show what only this person may see.
    context.switchToHttp().getResponse<FastifyReply>().header('cache-control', 'no-store');
    return true;
  }

  /** A route of the section that names nobody is for nobody, should it ever get past the check at start. */
  private authorityFor(request: FastifyRequest): Authority {
    const { config, url = request.url } = request.routeOptions;
    return config.authority ?? (isUnder(url, this.section.path) ? [] : 'anybody');
  }

  private signInNeeded(request: FastifyRequest): Error {
    if (!READING.includes(request.method)) {
      return new Problem('sign-in-needed', 401, 'You are no longer signed in; sign in and send this again');
    }
    return new SignInNeeded(`${this.section.path}/sign-in?return=${encodeURIComponent(request.url)}`);
  }
}

function isAllowed({ person }: Session, authority: readonly string[]): boolean {
  return person.roles.some((role) => authority.includes(role));
}
