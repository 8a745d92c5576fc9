export interface ImapRoute {
  host: string;
  port: number;
  /** TLS from the first octet. */
  secure: boolean;
  /** STARTTLS, required: what is not on this machine is never read in the clear. */
  doSTARTTLS: boolean;
  auth: { user: string; pass: string };
  folder: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/** Reads `imaps://user:password@host:port/folder`; the folder is INBOX unless it is named. */
export function imapRoute(imapUrl: string): ImapRoute {
  const { protocol, hostname, port, username, password, pathname } = new URL(imapUrl);
  const secure = protocol === 'imaps:';
  return {
    host: hostname,
    port: Number(port) || (secure ? 993 : 143),
    secure,
    doSTARTTLS: !secure && !LOOPBACK.test(hostname),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    folder: decodeURIComponent(pathname.slice(1)) || 'INBOX',
  };
}
