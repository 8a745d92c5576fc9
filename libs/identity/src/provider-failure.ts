/** Why a sign-in did not come to its end. */
export type ProviderFailure = 'unreachable' | 'refused';

/** Codes of openid-client that mean: no answer of the provider's, or one that only a broken provider gives. */
const NO_ANSWER = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
];

/** What errors of openid-client and of Node's fetch have. Not `instanceof`: fetch may throw another realm's errors. */
interface Failure {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  /** The provider's own code, e.g. `invalid_client`. */
  error?: unknown;
  status?: unknown;
  cause?: unknown;
}

/**
 * Tells a provider that does not answer from one that says no or says something that cannot be trusted.
 * @returns nothing for an error that is neither, which is a mistake of ours.
 */
export function providerFailure(error: unknown): ProviderFailure | undefined {
  for (const { code, status, message } of causes(error)) {
    if (typeof code === 'string' && code.startsWith('OAUTH_')) {
      return NO_ANSWER.includes(code) || Number(status) >= 500 ? 'unreachable' : 'refused';
    }
    if (message === 'fetch failed') return 'unreachable';
  }
  return undefined;
}

/** A few words for the log. Never the message: the address bar decides part of it. */
export function reason(error: unknown): string {
  const words = causes(error).flatMap(({ name, code, error: answer }) => [
    name,
    code,
    code === 'OAUTH_RESPONSE_BODY_ERROR' ? answer : undefined,
  ]);
  return words.filter((word) => typeof word === 'string').join(' ');
}

function causes(error: unknown): Failure[] {
  const chain: Failure[] = [];
  for (let current = error; isFailure(current) && chain.length < 5; current = current.cause)
    chain.push(current);
  return chain;
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null;
}
