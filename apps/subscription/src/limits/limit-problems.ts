import { TryLater } from '#libs/problems';

/** Too many have asked from this network, with a proof of work or without. */
export const networkBusy = (retryAfterSeconds: number) =>
  new TryLater({
    code: 'network-busy',
    status: 429,
    title: 'Too many requests came from your network',
    words: 'limits.network',
    retryAfterSeconds,
  });

/** Too many have asked from this network without a proof of work; with one it goes on, and for a person by waiting. */
export class ProofNeeded extends TryLater {
  constructor(retryAfterSeconds: number) {
    super({
      code: 'proof-needed',
      status: 429,
      title: 'Too many requests came from your network without a proof of work',
      words: 'limits.network',
      retryAfterSeconds,
    });
  }
}

/** Too many addresses of this one domain were given. */
export const domainBusy = (retryAfterSeconds: number) =>
  new TryLater({
    code: 'domain-busy',
    status: 429,
    title: 'Too many requests came for addresses of this domain',
    words: 'limits.domain',
    retryAfterSeconds,
  });

/** The breaker is open: nobody gets a confirmation. */
export const confirmationsStopped = (retryAfterSeconds: number) =>
  new TryLater({
    code: 'confirmations-stopped',
    status: 503,
    title: 'Far more people than usual are signing up: no confirmation is sent for the moment',
    words: 'limits.stopped',
    retryAfterSeconds,
  });
