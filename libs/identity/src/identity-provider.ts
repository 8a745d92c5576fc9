import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
} from 'openid-client';
import { claimAt, nameFrom } from './claims.ts';
import { rolesFrom } from './role.ts';
import type { SignedInPerson } from './session.ts';
import type { SignInAttempt } from './sign-in-attempts.ts';

export interface ProviderFacts {
  issuer: string;
  clientId: string;
  clientSecret: string;
  rolesClaim: string;
  callbackUrl: string;
  signedOutUrl: string;
}

const TIMEOUT_SECONDS = 5;

/**
 * The city's OpenID provider (OpenID Connect Core 1.0, authorization code with PKCE, RFC 7636). It is looked for when it is
 * needed first, and again after each failure, so that the service starts and serves residents while the provider is down.
 */
export class IdentityProvider {
  private found: Promise<Configuration> | undefined;

  constructor(private readonly facts: ProviderFacts) {}

  /** Where to send the browser. Rejects when the provider cannot be found. */
  async signInUrl(attempt: SignInAttempt): Promise<URL> {
    return buildAuthorizationUrl(await this.find(), {
      redirect_uri: this.facts.callbackUrl,
      scope: 'openid profile',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.codeVerifier),
      code_challenge_method: 'S256',
    });
  }

  /**
   * @param query of the address that the provider sent the browser back to.
   * @throws the errors of openid-client; `providerFailure` tells them apart.
   */
  async identify(
    query: string,
    attempt: SignInAttempt,
  ): Promise<{ person: SignedInPerson; idToken?: string }> {
    const provider = await this.find();
    const tokens = await authorizationCodeGrant(provider, new URL(`${this.facts.callbackUrl}?${query}`), {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    });
    const idToken = tokens.claims();
    if (!idToken) throw new Error('openid-client gave no claims although an ID token was expected');
    const claims = await this.completeClaims(provider, tokens.access_token, idToken);
    return {
      person: {
        subject: idToken.sub,
        name: nameFrom(claims) ?? idToken.sub,
        roles: rolesFrom(claims, this.facts.rolesClaim),
      },
      ...(tokens.id_token && { idToken: tokens.id_token }),
    };
  }

  /** Where the provider signs somebody out [OpenID Connect RP-Initiated Logout 1.0]; nothing if it does not offer that. */
  async signOutUrl(idToken: string | undefined): Promise<URL | undefined> {
    const provider = await this.find();
    if (!provider.serverMetadata().end_session_endpoint) return undefined;
    return buildEndSessionUrl(provider, {
      post_logout_redirect_uri: this.facts.signedOutUrl,
      ...(idToken && { id_token_hint: idToken }),
    });
  }

  /** A provider may keep names and roles for UserInfo (OpenID Connect Core s.5.4). */
  private async completeClaims(
    provider: Configuration,
    accessToken: string,
    idToken: IDToken,
  ): Promise<object> {
    const complete = nameFrom(idToken) !== undefined && claimAt(idToken, this.facts.rolesClaim) !== undefined;
    if (complete || !provider.serverMetadata().userinfo_endpoint) return idToken;
    return { ...(await fetchUserInfo(provider, accessToken, idToken.sub)), ...idToken };
  }

  private find(): Promise<Configuration> {
    this.found ??= this.discover().catch((error: unknown) => {
      this.found = undefined;
      throw error;
    });
    return this.found;
  }

  private discover(): Promise<Configuration> {
    const issuer = new URL(this.facts.issuer);
    // Only development reaches its provider by http: `isFitIssuer` lets no other through in production.
    const extensions = issuer.protocol === 'http:' ? [allowInsecureRequests] : [];
    return discovery(issuer, this.facts.clientId, undefined, authenticate(this.facts.clientSecret), {
      timeout: TIMEOUT_SECONDS,
      execute: [...extensions, enableNonRepudiationChecks],
    });
  }
}

/** `client_secret_basic` is what a provider takes that says nothing [OpenID Connect Discovery 1.0 s.3]. */
function authenticate(secret: string): ClientAuth {
  return (server, client, body, headers) => {
    const basic = server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true;
    return (basic ? ClientSecretBasic(secret) : ClientSecretPost(secret))(server, client, body, headers);
  };
}
