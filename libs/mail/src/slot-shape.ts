import { createHash } from 'node:crypto';
import { domainToUnicode } from 'node:url';

/** A value that does not have the shape of its slot. Names the slot, never the value: it may be a resident's. */
export class UnfitValue extends Error {
  override readonly name = 'UnfitValue';

  constructor(readonly slot: string) {
    super(`the value for ${slot} does not fit`);
  }
}

/** What may stand in one hole of a mail, and how it stands there. */
export interface SlotShape {
  /** A value that nobody can have written into the mail, because nobody knows `seed`. */
  sample(seed: string): string;
  /** One of the most octets. */
  widest: string;
  /** @returns the value as it is written into the mail; undefined when it does not fit. */
  written(value: string): string | undefined;
}

/**
 * Characters of base64url, always as many: quoted-printable writes each as itself and breaks lines by their number alone, so
 * the octets around them are the same for all values.
 */
export function tokenSlot(width: number): SlotShape {
  const fits = new RegExp(`^[A-Za-z0-9_-]{${width}}$`);
  return {
    sample: (seed) => letters(seed, width),
    widest: 'x'.repeat(width),
    written: (value) => (fits.test(value) ? value : undefined),
  };
}

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DATE = new RegExp(`^${DAY}, \\d\\d ${MONTH} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000$`);

/** The time of a mail as `dateValue` writes it, in the header Date. */
export const dateSlot: SlotShape = {
  sample: (seed) => dateValue(new Date(Number.parseInt(hashed(seed).toString('hex').slice(0, 8), 16) * 1000)),
  widest: dateValue(new Date(0)),
  written: (value) => (DATE.test(value) ? value : undefined),
};

/** RFC 5322 section 3.3, in UTC. */
export function dateValue(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/** nodemailer's line length for headers, which the whole line must stay below. */
const HEADER_CHARACTERS = 76;
const ADDRESS_OCTETS = 254;
/** In its own letters a domain can be longer than in those of the DNS. */
const WRITTEN_OCTETS = 900;
/** What `envelopeOf` lets pass, and no space, bracket or comma in any case: it stands bare in its header. */
const ADDRESS = /^([^\s\p{C}"(),:;<>@[\\\]]+)@([^\s\p{C}"(),:;<>@[\\\]]+)$/u;

/**
 * One address, bare, in the header To, with the white space before it. Give it as `envelopeOf` returned it. A domain is in
 * lower case; beside a local part that is not ASCII it is written in its own letters (RFC 6532). A long one has its own line.
 */
export const addressSlot: SlotShape = {
  sample: (seed) => `${letters(seed, 20)}@slot.invalid`,
  widest: `${'x'.repeat(64)}@${`${'x'.repeat(60)}.`.repeat(3)}ca`,
  written: (value) => {
    const [, local, domain] = ADDRESS.exec(value) ?? [];
    if (!local || !domain || Buffer.byteLength(value) > ADDRESS_OCTETS) return undefined;
    const isPlain = isAscii(local);
    const address = `${local}@${isPlain ? domain.toLowerCase() : domainToUnicode(domain)}`;
    if (!isPlain && Buffer.byteLength(address) > WRITTEN_OCTETS) return undefined;
    const isLong = 'To: '.length + address.length >= HEADER_CHARACTERS;
    return `${isLong ? '\r\n ' : ' '}${address}`;
  },
};

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

function hashed(seed: string): Buffer {
  return createHash('sha256').update(seed).digest();
}

function letters(seed: string, count: number): string {
  const octets = Array.from({ length: Math.ceil(count / 42) }, (_, at) => hashed(`${at} ${seed}`));
  return octets
    .map((each) => each.toString('base64url').slice(0, 42))
    .join('')
    .slice(0, count);
}
