import { fieldsOf, headerBlock } from './report-parts.ts';

const HEADER_OCTETS = 65_536;
const RECIPIENTS = 20;

/** Where programs that deliver into a mailbox note whom it was for. To and Cc come last: anybody can write them. */
const RECIPIENT_FIELDS = ['Delivered-To', 'X-Original-To', 'Envelope-To', 'X-Envelope-To', 'To', 'Cc'];

/**
 * What is left of the envelope of a mail that lies in a mailbox. A return path among the recipients proves itself by its MAC, whoever
 * wrote it there.
 * @returns `sender`: empty for `<>`, and `unknown` when nobody noted it.
 */
export function envelopeInHeaders(octets: Buffer): { sender: string; recipients: string[] } {
  const fields = fieldsOf(headerBlock(octets.subarray(0, HEADER_OCTETS).toString('utf8')));
  const path = fields.all('Return-Path')[0];
  const sender = path === undefined ? 'unknown' : (addressesIn(path)[0] ?? '');
  const recipients = RECIPIENT_FIELDS.flatMap((name) => fields.all(name).flatMap(addressesIn));
  return { sender, recipients: [...new Set(recipients)].slice(0, RECIPIENTS) };
}

function addressesIn(value: string): string[] {
  return value.slice(0, 2000).match(/[^\s<>,;:"()@]{1,64}@[^\s<>,;:"()@]{1,255}/g) ?? [];
}
