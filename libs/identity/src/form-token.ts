import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Problem } from '#libs/problems';
import type { Session } from './session.ts';

/** The hidden field of every form of a signed-in page. */
export const FORM_TOKEN_FIELD = 'formToken';

/**
 * Refuses a form that another site made this browser send (ABUSE-4): by what the browser says of its origin, and by the
 * token of the session. The token is taken out of the body, so that a dto need not know it. A multipart form is understood
 * when it was read into the body (`attachFieldsToBody`), a program sends the header `x-form-token`.
 * @throws Problem 403
 */
export function refuseForgery(request: FastifyRequest, session: Session, publicUrl: string): void {
  const token = takeToken(request);
  if (!isFromOurPages(request.headers, publicUrl) || !isSame(token, session.formToken)) {
    throw new Problem(
      'form-token-wrong',
      403,
      'The form did not come from this session; open the page again',
    );
  }
}

/** Fetch Metadata, as browsers have sent it since 2023; before that, Origin, which is `null` under no-referrer. */
export function isFromOurPages(headers: FastifyRequest['headers'], publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  return origin === undefined || origin === 'null' || origin === new URL(publicUrl).origin;
}

function takeToken(request: FastifyRequest): unknown {
  const { body } = request;
  if (typeof body !== 'object' || body === null || !(FORM_TOKEN_FIELD in body)) {
    return request.headers['x-form-token'];
  }
  const field: unknown = body[FORM_TOKEN_FIELD];
  delete body[FORM_TOKEN_FIELD];
  return typeof field === 'object' && field !== null && 'value' in field ? field.value : field;
}

function isSame(token: unknown, expected: string): boolean {
  return typeof token === 'string' && timingSafeEqual(digest(token), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
