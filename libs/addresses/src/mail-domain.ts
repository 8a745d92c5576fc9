import { domainToASCII, domainToUnicode } from 'node:url';
import { UNSEEN } from './unseen.ts';

const DOMAIN_CHARACTERS = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** RFC 1035 section 2.3.1, as RFC 1123 section 2.1 widens it: letters, digits and hyphens within, 63 octets. */
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
const ALL_DIGITS = /^\d+$/;

/** Residents have their mail at few domains, and one is looked at for every mail: so many are remembered, if they are short. */
const KEPT = 2000;
const KEPT_CHARACTERS = 64;
const mailDomains = new Map<string, string | undefined>();
const asciiDomains = new Map<string, string>();

/**
 * The domain of an address, as A-labels in lower case (RFC 5891). A domain that only a mapping of look-alikes would turn into one,
 * such as one in full-width letters, is none: what was typed is then not what would be asked for in the DNS.
 * @returns undefined when mail cannot go there.
 */
export function mailDomain(typed: string): string | undefined {
  return remembered(mailDomains, typed, readDomain);
}

/** The domain of an address that was read before, as A-labels in lower case. */
export function domainOf(address: string): string {
  return remembered(asciiDomains, address.slice(address.lastIndexOf('@') + 1), domainToASCII);
}

/** Whoever asks for ever new ones costs no memory: all are forgotten then. */
function remembered<Value>(known: Map<string, Value>, typed: string, read: (typed: string) => Value): Value {
  const before = known.get(typed);
  if (before !== undefined || known.has(typed)) return before as Value;
  const value = read(typed);
  if (known.size >= KEPT) known.clear();
  if (typed.length <= KEPT_CHARACTERS) known.set(typed, value);
  return value;
}

function readDomain(typed: string): string | undefined {
  if (!DOMAIN_CHARACTERS.test(typed) || UNSEEN.test(typed)) return undefined;
  const ascii = domainToASCII(typed);
  const labels = ascii.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return undefined;
  // A last label of digits is an IP address without its brackets, in one spelling or another.
  if (ALL_DIGITS.test(labels.at(-1) ?? '')) return undefined;
  return isSpelledOut(typed.split('.'), labels) ? ascii : undefined;
}

/** Each label was typed as the A-label, or as the letters that it stands for; no A-label stands for nothing. */
function isSpelledOut(typed: string[], labels: string[]): boolean {
  return labels.every((label, at) => {
    // Nearly every label is typed as what it stands for, and to look costs a fraction of asking for its letters.
    if (typed[at] === label && !label.startsWith('xn--')) return true;
    const letters = domainToUnicode(label);
    if (label.startsWith('xn--') && letters === label) return false;
    const given = lowerCase(typed[at] ?? '');
    return given === label || given === letters;
  });
}

/** Letter by letter, as IDNA does it: a Greek capital at the end of a word has another small letter in running text. */
function lowerCase(label: string): string {
  return Array.from(label.normalize('NFC'), (letter) => letter.toLowerCase())
    .join('')
    .normalize('NFC');
}
