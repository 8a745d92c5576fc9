import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { Provider, type RequestContext } from 'oidc-provider';
import MemoryAdapter from 'oidc-provider/lib/adapters/memory_adapter.js';
import { errorPage, page, signOutPage } from './pages.ts';
import type { DemoPerson } from './people.ts';

export interface ProviderFacts {
  issuer: string;
  publicUrl: string;
  clientSecret: string;
  people: DemoPerson[];
  /** Cities' providers put roles into the ID token or only into UserInfo; both have to work. */
  claimsIn: 'id-token' | 'user-info';
}

const SECTIONS = { 'tidings-staff': '/staff', 'tidings-audit': '/audit' };
const SECONDS = { hour: 3600, working: 8 * 3600 };

/** An OpenID provider that keeps everything in memory and asks for no consent. */
export function createProvider({
  issuer,
  publicUrl,
  clientSecret,
  people,
  claimsIn,
}: ProviderFacts): Provider {
  return new Provider(issuer, {
    // Named through a class of our own: the library warns on standard error of the bare one.
    adapter: class extends MemoryAdapter {},
    clients: Object.entries(SECTIONS).map(([id, path]) => ({
      client_id: id,
      client_secret: clientSecret,
      redirect_uris: [`${publicUrl}${path}/sign-in/callback`],
      post_logout_redirect_uris: [`${publicUrl}${path}/signed-out`],
    })),
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    conformIdTokenClaims: claimsIn === 'user-info',
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    jwks: { keys: [newSigningKey()] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { logoutSource, postLogoutSuccessSource },
    },
    findAccount: (_context: RequestContext, subject: string) => findAccount(people, subject),
    loadExistingGrant: grantWithoutAsking,
    renderError,
    ttl: {
      AccessToken: SECONDS.hour,
      AuthorizationCode: 60,
      Grant: SECONDS.working,
      IdToken: SECONDS.hour,
      Interaction: SECONDS.hour,
      Session: SECONDS.working,
    },
  });
}

function newSigningKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' };
}

function findAccount(people: DemoPerson[], subject: string): object | undefined {
  const person = people.find((candidate) => candidate.subject === subject);
  if (!person) return undefined;
  return { accountId: subject, claims: () => ({ sub: subject, name: person.name, roles: person.roles }) };
}

async function grantWithoutAsking(context: RequestContext): Promise<object> {
  const { provider, client, session } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

function logoutSource(context: RequestContext, form: string): void {
  context.body = signOutPage(form);
}

function postLogoutSuccessSource(context: RequestContext): void {
  context.body = page('You are signed out', '');
}

function renderError(context: RequestContext, out: { error: string; error_description?: string }): void {
  context.type = 'html';
  context.body = errorPage(`${out.error}: ${out.error_description ?? ''}`);
}
