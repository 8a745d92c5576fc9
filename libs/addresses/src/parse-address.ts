import { domainToASCII } from 'node:url';

/** RFC 5321 section 4.5.3.1: octets of a local part, of a path without its angle brackets, and of a domain's label. */
const LOCAL_OCTETS = 64;
const ADDRESS_OCTETS = 254;
const LABEL_OCTETS = 63;

export type AddressFault = 'missing' | 'too-long' | 'not-one-address' | 'local-part' | 'domain';

export interface ParsedAddress {
  /** What was typed, without the white space around it. This is what is mailed. */
  address: string;
  /** The local part as typed and the domain as lower-case A-labels: two addresses are the same when their keys are. */
  key: string;
}

// RFC 5322 atext without `!` and `%` (old routing tricks), and letters, marks and digits of any script (RFC 6531).
const LOCAL_ATOM = /^[\p{L}\p{M}\p{N}#$&'*+/=?^_`{|}~-]+$/u;
const DOMAIN_CHARACTERS = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const ENCODED_WORD = /=\?.*\?/;

/**
 * Reads one e-mail address as a person types it: no quoting, comments, groups, literals, control characters, encoded words
 * or consecutive dots (ABUSE-3). Dots, tags and case of the local part are significant. Time grows with the length of
 * the text, and a text of more than 1,000 characters is refused unread.
 */
export function parseAddress(typed: string): ParsedAddress | { fault: AddressFault } {
  if (typed.length > 1000) return { fault: 'too-long' };
  const address = typed.replace(/^[ \t\u00a0]+|[ \t\u00a0]+$/g, '');
  if (address === '') return { fault: 'missing' };
  if (Buffer.byteLength(address) > ADDRESS_OCTETS) return { fault: 'too-long' };
  const parts = address.split('@');
  const [local, domain] = parts;
  if (parts.length !== 2 || !local || !domain) return { fault: 'not-one-address' };
  if (!isLocalPart(local)) return { fault: 'local-part' };
  const ascii = asciiDomain(domain);
  if (!ascii) return { fault: 'domain' };
  return { address, key: `${local.normalize('NFC')}@${ascii}` };
}

function isLocalPart(local: string): boolean {
  if (Buffer.byteLength(local) > LOCAL_OCTETS || ENCODED_WORD.test(local)) return false;
  return local.split('.').every((atom) => LOCAL_ATOM.test(atom));
}

/** @returns A-labels in lower case, or undefined when this is no domain that mail can go to. */
function asciiDomain(domain: string): string | undefined {
  if (!DOMAIN_CHARACTERS.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const top = labels.at(-1) ?? '';
  const sound = labels.every((label) => label.length <= LABEL_OCTETS && LABEL.test(label));
  return labels.length >= 2 && sound && !/^\d+$/.test(top) && ascii.length <= ADDRESS_OCTETS
    ? ascii
    : undefined;
}
