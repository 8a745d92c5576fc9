import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Session, SignedInPerson } from './session.ts';

const sessions = new WeakMap<FastifyRequest, Session>();

/** The guard's word that this request comes from somebody who may make it. */
export function admit(request: FastifyRequest, session: Session): void {
  sessions.set(request, session);
}

/** For page shells: who signed in, and the token of their forms. Nothing on pages without `@SignedIn`. */
export function signedIn(request: FastifyRequest): { person: SignedInPerson; formToken: string } | undefined {
  return sessions.get(request);
}

/** The signed-in person, as a parameter of a method with `@SignedIn`. */
export const Person = createParamDecorator((_: unknown, context: ExecutionContext) => of(context).person);

/** The token that every form of this page carries as the hidden field `formToken`. */
export const FormToken = createParamDecorator(
  (_: unknown, context: ExecutionContext) => of(context).formToken,
);

function of(context: ExecutionContext): Session {
  const session = sessions.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!session) throw new Error('@Person and @FormToken need @SignedIn on the same method or its class');
  return session;
}
