import { Controller, Get, Logger, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForAnybody } from './authority.ts';
import { refuseForgery } from './form-token.ts';
import { IdentityProvider } from './identity-provider.ts';
import { providerFailure, reason } from './provider-failure.ts';
import { returnPath } from './return-path.ts';
import { SignInSection } from './section.ts';
import { Sessions } from './sessions.ts';
import { SignInAttempts } from './sign-in-attempts.ts';
import type { SignInNotice } from './sign-in-notice.ts';

/** The doors of a section: in, back from the provider, and out. */
@Controller()
@ApiExcludeController()
@ForAnybody()
export class SignInController {
  private readonly logger = new Logger('sign-in');

  constructor(
    private readonly section: SignInSection,
    private readonly provider: IdentityProvider,
    private readonly sessions: Sessions,
    private readonly attempts: SignInAttempts,
  ) {}

  @Get('sign-in')
  async begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<unknown> {
    const { return: wish } = request.query as { return?: unknown };
    const attempt = this.attempts.begin(returnPath(wish, this.section.path));
    try {
      const signInUrl = await this.provider.signInUrl(attempt);
      await this.attempts.remember(reply, attempt);
      return redirect(reply, signInUrl.href);
    } catch (error) {
      this.logger.warn(`the provider was not found: ${reason(error)}`);
      return this.show(request, reply, this.unreachable(attempt.returnPath));
    }
  }

  @Get('sign-in/callback')
  async finish(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<unknown> {
    const { state } = request.query as { state?: unknown };
    const attempt = await this.attempts.take(request, reply, state);
    if (!attempt) return this.show(request, reply, this.refused(this.section.path));
    try {
      const query = request.url.slice(request.url.indexOf('?') + 1);
      const { person, idToken } = await this.provider.identify(query, attempt);
      await this.sessions.begin(reply, person, idToken);
      return redirect(reply, attempt.returnPath);
    } catch (error) {
      const failure = providerFailure(error);
      if (!failure) throw error;
      this.logger.warn(`sign-in did not end: ${failure}, ${reason(error)}`);
      const notice =
        failure === 'refused' ? this.refused(attempt.returnPath) : this.unreachable(attempt.returnPath);
      return this.show(request, reply, notice);
    }
  }

  /**
   * Going on to the provider is a page of its own and no redirect: under `form-action 'self'`, browsers also stop where a
   * form's answer redirects to (CSP 3 s.6.4.1).
   */
  @Post('sign-out')
  async signOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<unknown> {
    const session = await this.sessions.find(request);
    const signedOut = `${this.section.path}/signed-out`;
    if (!session) return redirect(reply, signedOut);
    refuseForgery(request, session, this.section.publicUrl);
    this.sessions.end(reply);
    // Whoever leaves is signed out here, whether or not the provider answers.
    const href = await this.provider.signOutUrl(session.idToken).then(
      (url) => url?.href,
      () => undefined,
    );
    if (href === undefined) return redirect(reply, signedOut);
    return this.show(request, reply, { kind: 'signing-out', status: 200, href });
  }

  @Get('signed-out')
  async signedOut(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<unknown> {
    return this.show(request, reply, { kind: 'signed-out', status: 200, href: this.section.path });
  }

  private unreachable(path: string): SignInNotice {
    return { kind: 'provider-unreachable', status: 503, href: this.signInPath(path) };
  }

  private refused(path: string): SignInNotice {
    return { kind: 'sign-in-refused', status: 400, href: this.signInPath(path) };
  }

  private signInPath(path: string): string {
    return `${this.section.path}/sign-in?return=${encodeURIComponent(path)}`;
  }

  private async show(request: FastifyRequest, reply: FastifyReply, notice: SignInNotice): Promise<unknown> {
    return this.section.showNotice(request, noStore(reply), notice);
  }
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}

/** Names the status, since Nest has set 200 by then and Fastify would keep it. After a POST, 303 makes it a GET. */
function redirect(reply: FastifyReply, address: string): FastifyReply {
  return noStore(reply).redirect(address, 303);
}
