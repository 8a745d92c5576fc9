import type { RelayFacts, Relays, RelayTrouble } from '#libs/lanes';
import { type SmtpRoute, smtpRoute } from './smtp-route.ts';
import { SmtpSession } from './smtp-session.ts';
import type { Verdict } from './verdict.ts';
import { NoSession } from './wire-opening.ts';

/** One of the relays that take our mail. Its name is host and port. */
export interface SmtpRelay extends RelayFacts {
  route: SmtpRoute;
  /** The most that one process may have to it, if it says so. */
  connections?: number;
}

/** Addresses follow each other; a comma in a password does not begin one. */
const BETWEEN = /[\s,]+(?=smtps?:\/\/)/;
const KNOWN = {
  tls: /^(none|required)$/,
  proxy: /^https?:\/\/./,
  weight: /^\d{1,4}$/,
  connections: /^([2-9]|[1-9]\d{1,3})$/,
};

/**
 * Reads `SMTP_URL`: one address of `smtpRoute` or several, separated by spaces or commas, each with `?weight=`, its part of the
 * mails, 1 unless it says otherwise and 0 for one that stands in for the others, and `?connections=`, 2 at least.
 * @throws Error that says what is wrong, without the address: it may hold a password.
 */
export function smtpRelays(text: string): SmtpRelay[] {
  const relays = text.trim().split(BETWEEN).map(smtpRelay);
  if (new Set(relays.map(({ name }) => name)).size < relays.length) {
    throw new Error('SMTP_URL should name each relay once');
  }
  return relays;
}

function smtpRelay(address: string): SmtpRelay {
  const route = smtpRoute(address);
  const { searchParams, pathname, hash, hostname } = new URL(address);
  // A URL takes much for a host, e.g. one with a semicolon that was meant to end it.
  if (!/^(\[[\da-f:.]+\]|[\w.-]+)$/i.test(hostname)) throw new Error('SMTP_URL should name a host');
  const given = [...searchParams];
  const isKnown = ([name, value]: [string, string]) =>
    Object.entries(KNOWN).some(([known, form]) => known === name && form.test(value));
  if (!given.every(isKnown) || given.length > new Set(searchParams.keys()).size) {
    throw new Error(
      'SMTP_URL should say no more than ?tls=none or required, proxy=, weight= and connections=',
    );
  }
  if (!['', '/'].includes(pathname) || hash) throw new Error('SMTP_URL should have no path');
  const connections = searchParams.get('connections');
  const { host, port } = route.connection;
  return {
    name: `${host}:${port}`,
    route,
    weight: Number(searchParams.get('weight') ?? 1),
    ...(connections !== null && { connections: Number(connections) }),
  };
}

/** What a session that could not be had, or that ended before it took a mail, says about its relay. */
export function relayTrouble(verdict: Verdict): RelayTrouble {
  const isObjection = verdict.outcome === 'stop-sender';
  return { reason: verdict.outcome === 'accepted' ? 'connection' : verdict.reason, isObjection };
}

/** What a mail's fate is while no relay can be used. */
export function verdictWithoutRelay({ reason, isObjection }: RelayTrouble): Verdict {
  return isObjection ? { outcome: 'stop-sender', reason } : { outcome: 'later', of: 'connection', reason };
}

/** Tries the relays that were left out and whose wait is over, so that no mail has to. Ends when all have answered. */
export async function probeRelays(relays: Relays<SmtpRelay>, now: () => number): Promise<void> {
  await Promise.all(relays.toProbe(now()).map((relay) => probe(relays, relay, now)));
}

async function probe(relays: Relays<SmtpRelay>, relay: SmtpRelay, now: () => number): Promise<void> {
  try {
    const session = await SmtpSession.open(relay.route);
    session.close();
    relays.reached(relay, now());
  } catch (error) {
    if (!(error instanceof NoSession)) throw error;
    relays.failed(relay, relayTrouble(error.verdict), now());
  }
}
