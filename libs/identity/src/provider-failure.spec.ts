import { describe, expect, it } from '@jest/globals';
import { providerFailure, reason } from './provider-failure.ts';

const failed = (facts: object, cause?: unknown) =>
  Object.assign(new Error('call 555-0100', { cause }), facts);

describe('why a sign-in did not come to its end', () => {
  it('is that the provider does not answer', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    for (const error of [
      new TypeError('fetch failed', { cause: refused }),
      failed({}, new TypeError('fetch failed', { cause: refused })),
      failed({ code: 'OAUTH_TIMEOUT' }),
      failed({ code: 'OAUTH_RESPONSE_IS_NOT_CONFORM' }),
      failed({ code: 'OAUTH_RESPONSE_BODY_ERROR', status: 503 }),
    ]) {
      expect([reason(error), providerFailure(error)]).toEqual([reason(error), 'unreachable']);
    }
  });

  it('is that the provider says no, or what cannot be trusted', () => {
    for (const error of [
      failed({ code: 'OAUTH_RESPONSE_BODY_ERROR', status: 400, error: 'invalid_grant' }),
      failed({ code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR', error: 'access_denied' }),
      failed({ code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' }),
    ]) {
      expect(providerFailure(error)).toBe('refused');
    }
  });

  it('is a mistake of ours otherwise', () => {
    for (const error of [
      new TypeError('x is not a function'),
      'text',
      undefined,
      failed({ code: 'ENOENT' }),
    ]) {
      expect(providerFailure(error)).toBeUndefined();
    }
  });

  it('ABUSE-5: goes into the log without words that came by the address bar', () => {
    const refusal = failed({ code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR', error: 'call 555-0100' });
    expect(reason(refusal)).toBe('Error OAUTH_AUTHORIZATION_RESPONSE_ERROR');
    const misconfigured = failed({ code: 'OAUTH_RESPONSE_BODY_ERROR', status: 401, error: 'invalid_client' });
    expect(reason(misconfigured)).toBe('Error OAUTH_RESPONSE_BODY_ERROR invalid_client');
  });
});
