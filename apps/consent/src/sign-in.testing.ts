import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RunningConsent } from './consent.testing.ts';

/**
 * Signs somebody in as a browser would: to the provider, through its choice of a person, and back. The service's provider is
 * the development provider.
 * @returns the Cookie header of the session.
 */
export async function signIn({ app, settings }: RunningConsent, subject: string): Promise<string> {
  const begun = await app.inject('/audit/sign-in?return=/audit');
  const back = await choosePerson(String(begun.headers.location), subject);
  const { pathname, search } = new URL(back);
  if (!back.startsWith(settings.publicUrl)) throw new Error(`the provider sent the browser to ${pathname}`);
  const signedIn = await app.inject({ url: pathname + search, headers: { cookie: cookiesOf(begun) } });
  const cookie = cookiesOf(signedIn);
  if (!cookie.includes('tidings-session')) throw new Error(`not signed in: ${signedIn.statusCode}`);
  return cookie;
}

/** Follows the provider's redirects until it sends the browser back to us. */
async function choosePerson(authorization: string, subject: string): Promise<string> {
  const jar = new Map<string, string>();
  const provider = new URL(authorization).origin;
  const open = async (url: string, person?: string) => {
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
    const form = person ? { method: 'POST', body: new URLSearchParams({ person }) } : {};
    const answer = await fetch(url, { headers, redirect: 'manual', ...form });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      jar.set(name, value);
    }
    return new URL(answer.headers.get('location') ?? url, url).href;
  };
  let at = await open(authorization);
  at = await open(at, subject);
  while (at.startsWith(provider)) at = await open(at);
  return at;
}

function cookiesOf(answer: Awaited<ReturnType<NestFastifyApplication['inject']>>): string {
  return answer.cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}
