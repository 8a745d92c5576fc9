import type { Clock, Random } from '#libs/clock';
import type { IdentitySettings, SessionSettings } from './identity-settings.ts';
import type { ShowNotice } from './sign-in-notice.ts';

export interface SessionOptions {
  /** The origin that browsers see. With https, cookies are Secure. */
  publicUrl: string;
  /** 32 octets in base64. */
  sessionKey: string;
  clock?: Clock;
  random?: Random;
}

export interface IdentityOptions extends SessionOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  rolesClaim: string;
  production: boolean;
  /** Shows what sign-in has to say, in the site's look; without it, a plain page. */
  showNotice?: ShowNotice;
}

export function sessionOptions({ publicUrl, sessionKey }: SessionSettings): SessionOptions {
  return { publicUrl, sessionKey };
}

export function identityOptions(settings: IdentitySettings): IdentityOptions {
  return {
    ...sessionOptions(settings),
    issuer: settings.oidcIssuer,
    clientId: settings.oidcClientId,
    clientSecret: settings.oidcClientSecret,
    rolesClaim: settings.oidcRolesClaim,
    production: settings.nodeEnv === 'production',
  };
}
