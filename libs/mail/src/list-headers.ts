import { headerToken, UnsafeHeader } from './header-value.ts';

/** What a mail to the followers of a topic tells about it. All addresses are whole: `https://…`, or a bare e-mail address. */
export interface ListFacts {
  /** The topic's own name for machines, e.g. `digital-plan`. */
  topic: string;
  /** Our domain: with the topic it makes the List-Id, which never changes (RFC 2919). */
  domain: string;
  /** The page of the topic. */
  helpUrl: string;
  archiveUrl: string;
  ownerAddress: string;
  leave: LeaveFacts;
}

export interface LeaveFacts {
  url: string;
  address: string;
  /** Finds the subscription again when the mail to `address` arrives. */
  token: string;
  /** False when one press could not know which of several topics is meant; then the page asks. */
  inOneClick: boolean;
  /** The mail to `address` means all that they follow, and not one topic. */
  isForEverything?: boolean;
}

/** RFC 2369 and RFC 2919: the same for every mail about the topic. */
export function listHeaders(facts: ListFacts): Record<string, string> {
  const { topic, domain, helpUrl, archiveUrl, ownerAddress, leave } = facts;
  return checked({
    'List-Id': `<${topic}.${domain}>`,
    'List-Help': `<${helpUrl}>`,
    'List-Owner': `<mailto:${ownerAddress}>`,
    'List-Archive': `<${archiveUrl}>`,
    ...leaveHeaders(leave),
  });
}

/** LEAVE-2: exactly one web address and one mailto. RFC 8058 allows one-click only with both headers. */
export function leaveHeaders(leave: LeaveFacts): Record<string, string> {
  const { url, address, token, inOneClick, isForEverything = false } = leave;
  const wish = isForEverything ? `unsubscribe%20everything%20${token}` : `unsubscribe%20${token}`;
  return checked({
    'List-Unsubscribe': `<${url}>, <mailto:${address}?subject=${wish}>`,
    ...(inOneClick && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  });
}

/** Angle brackets, commas and spaces would make one address look like two. */
function checked(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    const addresses = headerToken(name, value).match(/<[^<>\s,]+>/g) ?? [];
    if (value.includes('<') && addresses.join(', ') !== value) throw new UnsafeHeader(name);
  }
  return headers;
}
