import { IsNotEmpty, Matches } from 'class-validator';
import { ServiceSettings, Setting } from '#libs/settings';
import { FitIssuer } from './issuer.ts';

/** 32 octets in base64. */
const KEY = /^[A-Za-z0-9+/]{43}=$/;

/** For a service whose pages know who signed in at another service's section. */
export class SessionSettings extends ServiceSettings {
  @Setting({
    is: '32 octets in base64; seals the cookies of staff, and is the same for services that share a section',
    secret: true,
  })
  @Matches(KEY)
  sessionKey: string;
}

/** For a service where staff sign in. */
export class IdentitySettings extends SessionSettings {
  @Setting({
    is: "the issuer of the city's OpenID provider; in production an https address of another machine",
  })
  @FitIssuer()
  oidcIssuer: string;

  @Setting({ is: 'the name under which the provider knows this section' })
  @IsNotEmpty()
  oidcClientId: string;

  @Setting({ is: 'the secret that goes with OIDC_CLIENT_ID', secret: true })
  @IsNotEmpty()
  oidcClientSecret: string;

  @Setting({
    is: 'the claim that holds the roles; dots lead into a claim, e.g. realm_access.roles',
    default: 'roles',
  })
  @IsNotEmpty()
  oidcRolesClaim: string;
}
