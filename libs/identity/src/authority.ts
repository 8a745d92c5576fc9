import { type ArgumentsHost, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { FastifyReply } from 'fastify';
import type { Role } from './role.ts';

/** Who may use a route: somebody with one of these roles, or anybody. */
export type Authority = readonly Role[] | 'anybody';

const AUTHORITY = 'tidings:authority';

declare module 'fastify' {
  interface FastifyContextConfig {
    authority?: Authority;
  }
}

export class SignInNeeded extends Error {
  constructor(readonly signInPath: string) {
    super('sign-in is needed');
  }
}

@Catch(SignInNeeded)
class SendToSignIn implements ExceptionFilter<SignInNeeded> {
  async catch({ signInPath }: SignInNeeded, host: ArgumentsHost): Promise<void> {
    await host.switchToHttp().getResponse<FastifyReply>().redirect(signInPath, 303);
  }
}

/**
 * Lets only people with one of these roles use a route, or all routes of a controller that name none themselves. Somebody
 * who is not signed in is sent to sign in (GET) or gets 401; one without the role gets 403; a POST without the form's token
 * gets 403 too.
 */
export function SignedIn(...roles: [Role, ...Role[]]): ClassDecorator & MethodDecorator {
  return withAuthority(roles);
}

/** For sign-in itself. */
export function ForAnybody(): ClassDecorator & MethodDecorator {
  return withAuthority('anybody');
}

function withAuthority(authority: Authority): ClassDecorator & MethodDecorator {
  // A filter here comes before the application's own, which would take the redirect for an error.
  const useFilter = UseFilters(new SendToSignIn());
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (key !== undefined && descriptor) {
      mark(descriptor.value, authority);
      useFilter(target, key, descriptor);
    } else {
      const { prototype } = target as { prototype: object };
      for (const { value } of Object.values(Object.getOwnPropertyDescriptors(prototype)))
        mark(value, authority);
      useFilter(target as never);
    }
  };
}

/**
 * It goes into Fastify's own configuration of the route, because that is what is known of every route at start, whoever
 * registered it. A `@RouteConfig` that overwrites it leaves a route without authority, which stops the start; what the
 * method itself named is kept beside it, so that the class does not then name somebody else.
 */
function mark(method: unknown, authority: Authority): void {
  if (typeof method !== 'function') return;
  const own: Authority = Reflect.getMetadata(AUTHORITY, method) ?? authority;
  Reflect.defineMetadata(AUTHORITY, own, method);
  const config: object = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) ?? {};
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, authority: own }, method);
}
