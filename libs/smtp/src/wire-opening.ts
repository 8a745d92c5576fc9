import type { Socket } from 'node:net';
import type { NodemailerError } from 'nodemailer/lib/errors';
import SMTPConnection, { type Options } from 'nodemailer/lib/smtp-connection';
import httpProxyClient from 'nodemailer/lib/smtp-connection/http-proxy-client';
import { type Offers, readOffers } from './offers.ts';
import type { SmtpRoute } from './smtp-route.ts';
import { type Exchange, readReply, type Verdict, verdictOf } from './verdict.ts';

/** No session could be had. The verdict is never about a recipient: `later` or `stop-sender`. */
export class NoSession extends Error {
  override readonly name = 'NoSession';

  constructor(
    readonly verdict: Verdict,
    options?: ErrorOptions,
  ) {
    super('the relay cannot be used now', options);
  }
}

/**
 * Connects, through a proxy if the route has one, secures (STARTTLS) and signs in (AUTH) with nodemailer.
 * @returns its connection and what the relay offers.
 * @throws NoSession, whose cause is nodemailer's error.
 */
export async function openConnection(
  route: SmtpRoute,
): Promise<{ connection: SMTPConnection; offers: Offers }> {
  let connection: SMTPConnection | undefined;
  try {
    connection = new SMTPConnection(route.proxy ? await throughProxy(route) : route.connection);
    // Without a listener Node ends the process on an error event. Each call below hears of its own error anyway.
    connection.on('error', () => undefined);
    await connect(connection);
    // The reply to the last EHLO: nodemailer does not tell all extensions otherwise.
    const offers = readOffers(connection.lastServerResponse || '');
    if (route.login) await signIn(connection, route.login);
    return { connection, offers };
  } catch (error) {
    connection?.close();
    throw new NoSession(verdictOf(lastExchange(error as NodemailerError), route.rules), { cause: error });
  }
}

/** nodemailer's own listeners. They are not public, so a version without them must be noticed at once. */
interface Listeners {
  _onSocketData: (octets: Buffer) => void;
  _onSocketError: (error: Error) => void;
  _onSocketClose: () => void;
  _onSocketEnd: () => void;
  _onSocketTimeout: () => void;
  _remainder: string;
  _responseQueue: string[];
}

/**
 * Takes the socket from a connection that is ready. To be called in the same moment in which it became ready: until then all
 * that came was read by nodemailer, from then on nothing is.
 * @throws NoSession when the relay already says more than it was asked for.
 */
export function takeSocket(connection: SMTPConnection): Socket {
  const socket = connection._socket as Socket;
  const theirs = connection as unknown as Listeners;
  socket.setTimeout(0);
  socket.removeListener('data', theirs._onSocketData);
  socket.removeListener('error', theirs._onSocketError);
  socket.removeListener('close', theirs._onSocketClose);
  socket.removeListener('end', theirs._onSocketEnd);
  socket.removeListener('timeout', theirs._onSocketTimeout);
  if (connection.destroyed || theirs._remainder !== '' || theirs._responseQueue.length > 0) {
    socket.on('error', () => undefined).destroy();
    throw new NoSession({ outcome: 'later', of: 'connection', reason: 'connection' });
  }
  return socket;
}

function lastExchange(error: NodemailerError): Exchange {
  const step = error.code === 'EAUTH' ? 'login' : 'connect';
  return { step, reply: readReply(error.response ?? '') };
}

function throughProxy({ connection, proxy = '' }: SmtpRoute): Promise<Options> {
  const { host = '', port = 0, connectionTimeout: timeout } = connection;
  return new Promise((resolve, reject) => {
    httpProxyClient(proxy, port, host, { timeout }, (error, socket) => {
      if (socket) resolve({ ...connection, connection: socket });
      else reject(error);
    });
  });
}

function connect(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function signIn(connection: SMTPConnection, { user, pass }: { user: string; pass: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('end', () => reject(new Error('closed while signing in')));
    connection.login({ user, credentials: { user, pass } }, (error) => (error ? reject(error) : resolve()));
  });
}
