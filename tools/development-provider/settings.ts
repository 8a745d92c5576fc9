/** What the development provider reads from its environment. */
export interface ProviderSettings {
  port: number;
  /** The issuer, as browsers and services reach it. Without it, `http://localhost:<port>`. */
  issuer?: string;
  /** Where Tidings is, to know where people may be sent back to. */
  publicUrl: string;
  clientSecret: string;
}

export const DEVELOPMENT_CLIENT_SECRET = 'for-development-only';

/** @throws Error in production: nobody proves who they are here. */
export function readProviderSettings(environment: NodeJS.ProcessEnv): ProviderSettings {
  if (environment.NODE_ENV === 'production') {
    throw new Error(
      'NODE_ENV is production: the development provider asks for no password and does not start there',
    );
  }
  const port = Number(environment.PROVIDER_PORT ?? 8081);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error('PROVIDER_PORT is wrong: it should be a port between 0 and 65535');
  }
  return {
    port,
    issuer: origin(environment, 'PROVIDER_PUBLIC_URL'),
    publicUrl: origin(environment, 'PUBLIC_URL') ?? 'http://localhost:8080',
    clientSecret: environment.PROVIDER_CLIENT_SECRET || DEVELOPMENT_CLIENT_SECRET,
  };
}

function origin(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const text = environment[name];
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== text) {
    throw new Error(`${name} is wrong: it should be an address without a path, e.g. http://localhost:8080`);
  }
  return text;
}
