import { isIP } from 'node:net';
import { ValidateBy, type ValidationArguments } from 'class-validator';

/**
 * Whether staff may be sent to this provider. In production it has to be reached by https and be another machine, so that
 * the development provider, which asks for no password, can never sign anybody in there.
 */
export function isFitIssuer(issuer: unknown, environment: 'production' | 'elsewhere'): boolean {
  const url = typeof issuer === 'string' ? URL.parse(issuer) : null;
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false;
  if (environment === 'production') return url.protocol === 'https:' && !isThisMachine(url.hostname);
  return url.protocol === 'https:' || url.protocol === 'http:';
}

/** For the issuer of a settings class that has a `nodeEnv` too. */
export function FitIssuer(): PropertyDecorator {
  return ValidateBy({
    name: 'fitIssuer',
    validator: {
      validate: (issuer: unknown, args?: ValidationArguments) => {
        const { nodeEnv } = (args?.object ?? {}) as { nodeEnv?: unknown };
        return isFitIssuer(issuer, nodeEnv === 'production' ? 'production' : 'elsewhere');
      },
    },
  });
}

function isThisMachine(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) === 4) return host.startsWith('127.') || host.startsWith('0.');
  if (isIP(host) === 6) return host === '::1' || host === '::' || host.startsWith('::ffff:7f');
  return host === 'localhost' || host.endsWith('.localhost');
}
