import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Provider } from 'oidc-provider';
import { choosePersonPage, errorPage } from './pages.ts';
import type { DemoPerson } from './people.ts';
import { createProvider, type ProviderFacts } from './provider.ts';
import type { ProviderSettings } from './settings.ts';

export interface RunningProvider {
  issuer: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 alone. The port comes first, because the issuer may name it. */
export async function startProvider(
  settings: ProviderSettings,
  choices: Pick<ProviderFacts, 'people' | 'claimsIn'>,
): Promise<RunningProvider> {
  const server = createServer();
  server.listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = settings.issuer ?? `http://localhost:${port}`;
  const provider = createProvider({ ...settings, ...choices, issuer });
  server.on('request', answer(provider, choices.people));
  return { issuer, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function answer(provider: Provider, people: DemoPerson[]): RequestListener {
  const protocol = provider.callback();
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/interaction/')) {
      choosePerson(provider, people, request, response).catch(() => {
        respond(response, 400, errorPage('It is too old or was begun elsewhere. Please sign in again.'));
      });
      return;
    }
    if (pathname.startsWith('/auth')) forgetWhoSignedIn(request);
    protocol(request, response);
  };
}

async function choosePerson(
  provider: Provider,
  people: DemoPerson[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  const chosen = request.method === 'POST' ? new URLSearchParams(await text(request)).get('person') : null;
  const person = people.find(({ subject }) => subject === chosen);
  if (!person) return respond(response, 200, choosePersonPage(uid, people));
  await provider.interactionFinished(request, response, { login: { accountId: person.subject } });
}

/**
 * Each sign-in asks anew who it is: one browser may be an author at /staff and an auditor at /audit. With its session
 * cookie, the provider would sign in the last person again without a question.
 */
function forgetWhoSignedIn(request: IncomingMessage): void {
  const kept = request.headers.cookie?.split(/; */).filter((cookie) => !cookie.startsWith('_session'));
  request.headers.cookie = kept?.join('; ');
}

function respond(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(page);
}
