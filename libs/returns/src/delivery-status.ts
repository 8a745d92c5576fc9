import type { Email } from 'postal-mime';
import { bounceOf } from './bounce.ts';
import { type Fields, fieldsOf, partOf } from './report-parts.ts';
import type { Returned } from './returned.ts';

/**
 * A report of RFC 3464, also as `message/global-delivery-status` (RFC 6533). One mail of ours has one recipient, so when several are
 * reported (an alias, a list behind the address) the mail failed only if none of them got it.
 * @returns undefined when it is no such report.
 */
export function readDeliveryStatus(email: Email): Returned | undefined {
  const report = partOf(email, 'message/delivery-status', 'message/global-delivery-status');
  if (report === undefined) return undefined;
  const recipients = report
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .map(fieldsOf)
    .filter((fields) => fields.get('Action') !== '' || fields.get('Status') !== '');
  const failed = recipients.find(hasFailed);
  if (!failed || recipients.some(hasArrived)) return { kind: 'automatic' };
  return bounceOf({ diagnostic: withoutType(failed.get('Diagnostic-Code')), status: failed.get('Status') });
}

/** Some leave Action out, or write it in capitals. */
function hasFailed(fields: Fields): boolean {
  const action = fields.get('Action').toLowerCase();
  return action === 'failed' || (action === '' && fields.get('Status').startsWith('5'));
}

function hasArrived(fields: Fields): boolean {
  return ['delivered', 'relayed', 'expanded'].includes(fields.get('Action').toLowerCase());
}

/** `smtp; 550 5.1.1 …` */
function withoutType(diagnostic: string): string {
  return diagnostic.replace(/^[\w-]{1,20};/, '').trim();
}
