import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost, RouterModule } from '@nestjs/core';
import { SystemClock, SystemRandom } from '#libs/clock';
import { AuthorityGuard } from './authority.guard.ts';
import type { IdentityOptions, SessionOptions } from './identity-options.ts';
import { IdentityProvider } from './identity-provider.ts';
import { isFitIssuer } from './issuer.ts';
import { RouteAuthority } from './route-authority.ts';
import { SealedCookies } from './sealed-cookies.ts';
import { SignInSection } from './section.ts';
import { Sessions } from './sessions.ts';
import { SignInController } from './sign-in.controller.ts';
import { SignInAttempts } from './sign-in-attempts.ts';
import { showPlainNotice } from './sign-in-notice.ts';

/** Staff sign-in for one section of one service. Imported once, beside the modules whose routes it guards. */
@Module({})
export class IdentityModule {
  /**
   * Guards everything under `path` and lets people sign in at `<path>/sign-in`. The provider has to know the addresses
   * `<publicUrl><path>/sign-in/callback` and, for signing out, `<publicUrl><path>/signed-out`.
   */
  static forSection(path: `/${string}`, options: IdentityOptions): DynamicModule {
    if (!isFitIssuer(options.issuer, options.production ? 'production' : 'elsewhere')) {
      throw new Error('OIDC_ISSUER is wrong: in production it should be an https address of another machine');
    }
    const { cookies, random, guards } = guarding(path, options);
    const section = new SignInSection(path, options.publicUrl, options.showNotice ?? showPlainNotice);
    const provider = new IdentityProvider({
      ...options,
      callbackUrl: `${options.publicUrl}${path}/sign-in/callback`,
      signedOutUrl: `${options.publicUrl}${path}/signed-out`,
    });
    return {
      module: IdentityModule,
      imports: [RouterModule.register([{ path, module: IdentityModule }])],
      controllers: [SignInController],
      providers: [
        ...guards,
        { provide: SignInSection, useValue: section },
        { provide: IdentityProvider, useValue: provider },
        { provide: SignInAttempts, useValue: new SignInAttempts(cookies, random) },
      ],
    };
  }

  /** Guards a section whose people sign in at another service with the same SESSION_KEY, e.g. `/staff/topics`. */
  static forSectionOfAnotherService(path: `/${string}`, options: SessionOptions): DynamicModule {
    return { module: IdentityModule, providers: guarding(path, options).guards };
  }
}

function guarding(path: string, options: SessionOptions) {
  const random = options.random ?? new SystemRandom();
  const cookies = new SealedCookies(path, options.clock ?? new SystemClock(), options);
  const sessions = new Sessions(cookies, random);
  const guards: Provider[] = [
    { provide: Sessions, useValue: sessions },
    { provide: APP_GUARD, useValue: new AuthorityGuard({ path, publicUrl: options.publicUrl }, sessions) },
    {
      provide: RouteAuthority,
      useFactory: (host: HttpAdapterHost) => new RouteAuthority(path, host),
      inject: [HttpAdapterHost],
    },
  ];
  return { cookies, random, guards };
}
