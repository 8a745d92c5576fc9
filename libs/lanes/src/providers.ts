/** One mailbox provider: many domains, one organisation behind their MX, which counts what we send as one. */
export interface Provider {
  /** Lane's name, in settings and on the page. */
  name: string;
  /** What people call it. */
  title: string;
  /** Their MX hosts end in one of these. */
  exchanges: readonly string[];
  /** Their own mailbox domains, for which nobody needs to be asked. */
  mailboxes: readonly string[];
  /** What we begin with; what is not named is as in `DEFAULT_LIMITS`. */
  limits: { connections?: number; mails?: number };
}

/** For everyone who is not named here. */
export const DEFAULT_LIMITS = { connections: 10 };

/**
 * Providers whose domains differ from the domain of their MX hosts, or that want other limits than the rest. Anybody else's
 * lane is the registered domain of their MX host, so a hoster of thousands of domains is one lane without standing here.
 */
export const PROVIDERS: readonly Provider[] = [
  {
    name: 'google',
    title: 'Google',
    // gmail-smtp-in.l.google.com; aspmx.l.google.com, smtp.google.com and aspmx2.googlemail.com for domains of others.
    exchanges: ['google.com', 'googlemail.com'],
    mailboxes: ['gmail.com', 'googlemail.com'],
    // Few connections with many mails each: Gmail defers who opens more with 421 4.7.28.
    limits: { connections: 5 },
  },
  {
    name: 'microsoft',
    title: 'Microsoft',
    // outlook-com.olc.protection.outlook.com for Hotmail and Outlook, <domain>.mail.protection.outlook.com for others,
    // and <domain>.<partition>.mx.microsoft since DNSSEC.
    exchanges: ['protection.outlook.com', 'mx.microsoft', 'hotmail.com', 'outlook.com'],
    mailboxes: ['hotmail.com', 'hotmail.ca', 'hotmail.fr', 'outlook.com', 'live.com', 'live.ca', 'msn.com'],
    limits: { connections: 5 },
  },
  {
    name: 'yahoo',
    title: 'Yahoo, AOL',
    // mta5.am0.yahoodns.net, mx-aol.mail.gm0.yahoodns.net. Rogers leaves its residents' mailboxes to Yahoo:
    // mx-rogers.mail.am0.yahoodns.net.
    exchanges: ['yahoodns.net'],
    mailboxes: ['yahoo.com', 'yahoo.ca', 'yahoo.fr', 'ymail.com', 'rocketmail.com', 'aol.com', 'rogers.com'],
    // Yahoo closes a connection after about twenty mails.
    limits: { mails: 20 },
  },
  {
    name: 'apple',
    title: 'Apple',
    // mx01.mail.icloud.com, mx01.mail.apple.com.
    exchanges: ['mail.icloud.com', 'mail.apple.com'],
    mailboxes: ['icloud.com', 'me.com', 'mac.com'],
    limits: { connections: 10 },
  },
  {
    name: 'bell',
    title: 'Bell',
    // mxmta.owm.bell.net takes the mail of sympatico.ca too. Shaw, Telus, Videotron and Cogeco need no line: their MX say
    // which lane is theirs, and they have moved between hosters more than once.
    exchanges: ['bell.net'],
    mailboxes: ['bell.net', 'sympatico.ca'],
    limits: {},
  },
];
