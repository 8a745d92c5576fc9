import type { Email } from 'postal-mime';
import { type Fields, fieldsOf, headerBlock, partOf } from './report-parts.ts';
import type { Returned, Traces } from './returned.ts';

/** RFC 5965 section 7.3, and `opt-out` of RFC 6430. The others tell of forgeries, viruses, or that it was no spam. */
const COMPLAINTS = ['abuse', 'fraud', 'opt-out', 'opt-out-list', 'miscategorized', 'other'];

/**
 * A complaint of RFC 5965, or as Outlook.com sends it: the mail attached, and the subject says it. The address of who complained is
 * often struck out, so what leads to them is in what is returned of our own mail: our tokens and our return path.
 * @returns undefined when it is none.
 */
export function readComplaint(email: Email): Returned | undefined {
  const report = partOf(email, 'message/feedback-report');
  const original = fieldsOf(
    headerBlock(partOf(email, 'message/rfc822', 'text/rfc822-headers', 'message/rfc822-headers') ?? ''),
  );
  if (report !== undefined) {
    const fields = fieldsOf(report);
    const isComplaint = COMPLAINTS.includes(fields.get('Feedback-Type').toLowerCase());
    return isComplaint ? { kind: 'complaint', ...tracesOf(original, fields) } : { kind: 'automatic' };
  }
  const isOutlook =
    /^complaint about message from /i.test(email.subject ?? '') ||
    original.get('X-HmXmrOriginalRecipient') !== '';
  return isOutlook ? { kind: 'complaint', ...tracesOf(original, fieldsOf('')) } : undefined;
}

function tracesOf(original: Fields, report: Fields): Traces {
  const paths = [original.get('Return-Path'), ...report.all('Original-Mail-From')].flatMap(addressesIn);
  const leave = original.all('List-Unsubscribe').join(' ').slice(0, 4000);
  return {
    tokens: [...new Set(leave.match(/(?<![\w-])[\w-]{54}(?![\w-])/g) ?? [])].slice(0, 4),
    messageIds: (original.get('Message-ID').match(/<[^<>\s]{3,200}>/g) ?? []).slice(0, 1),
    localParts: paths.map((path) => path.slice(0, path.lastIndexOf('@'))),
    addresses: [
      ...report.all('Original-Rcpt-To').flatMap(addressesIn),
      ...addressesIn(original.get('X-HmXmrOriginalRecipient')),
      ...addressesIn(original.get('To')),
    ].slice(0, 4),
  };
}

function addressesIn(value: string): string[] {
  return (value.slice(0, 1000).match(/[^\s<>,;:"()]{1,64}@[^\s<>,;:"()@]{1,255}/g) ?? []).slice(0, 2);
}
