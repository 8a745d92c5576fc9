import { isIP } from 'node:net';
import type { Options } from 'nodemailer/lib/smtp-connection';
import type { VerdictRule } from './verdict-rules.ts';

/** How to reach the relay that takes our mail. */
export interface SmtpRoute {
  connection: Options;
  login?: { user: string; pass: string };
  /** An HTTP proxy that lets us through with CONNECT. */
  proxy?: string;
  /** How its refusals are read; ours unless given. See `verdictRules`. */
  rules?: readonly VerdictRule[];
}

/** Patience of RFC 5321 s.4.5.3.2, which ends with ten minutes for the answer to the final dot. */
const PATIENCE = { connectionTimeout: 30_000, greetingTimeout: 300_000, socketTimeout: 600_000 };

/**
 * Reads `smtp://[user:password@]host[:port]` or `smtps://…`. TLS is required (SEND-9): `smtp` upgrades with STARTTLS or
 * fails. Only a relay on this machine is spoken to in plain text, unless it has `?tls=required`, or one with `?tls=none`, e.g. a mail
 * catcher. With
 * `?proxy=http%3A%2F%2F[user:password@]host:port`, or https, the relay is reached through CONNECT.
 * @throws Error that says what is wrong, without the address: it may hold a password.
 */
export function smtpRoute(address: string): SmtpRoute {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url?.hostname || !['smtp:', 'smtps:'].includes(url.protocol)) {
    throw new Error('SMTP_URL should be smtp://… or smtps://…');
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const proxy = proxyOf(url);
  // Seen from a proxy, loopback is another machine.
  const isHere = isLoopback(host) && !proxy;
  const tls = url.searchParams.get('tls') ?? (isHere ? 'none' : 'required');
  const isPlain = url.protocol === 'smtp:' && tls === 'none';
  const login = url.username
    ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
    : undefined;
  if (isPlain && login && !isHere) throw new Error('SMTP_URL should not send a password without TLS');
  return {
    connection: {
      ...PATIENCE,
      host,
      port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
      secure: url.protocol === 'smtps:',
      requireTLS: !isPlain,
      ignoreTLS: isPlain,
      tls: { minVersion: 'TLSv1.2' },
    },
    ...(login && { login }),
    ...(proxy && { proxy }),
  };
}

function proxyOf(url: URL): string | undefined {
  const given = url.searchParams.get('proxy');
  if (given === null) return undefined;
  const proxy = URL.canParse(given) ? new URL(given) : undefined;
  if (!proxy?.hostname || !['http:', 'https:'].includes(proxy.protocol)) {
    throw new Error('SMTP_URL should have a proxy of http://… or https://…');
  }
  return proxy.href;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
