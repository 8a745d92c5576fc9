import PostalMime, { type Email } from 'postal-mime';
import { isAbsence, isByMachine } from './automatic.ts';
import { readComplaint } from './complaint.ts';
import { correspondenceOf } from './correspondence.ts';
import { readDeliveryStatus } from './delivery-status.ts';
import { readLeaveWish, wishInSubject } from './leave-wish.ts';
import { readPlainBounce } from './plain-bounce.ts';
import { type Returned, UnreadableReturn } from './returned.ts';

/** What is beyond is not read: reports and wishes stand at the beginning, and an attachment is nobody's business here. */
export const READ_OCTETS = 131_072;

const LIMITS = { maxNestingDepth: 16, maxHeadersSize: 131_072, maxRfc822NestingDepth: 0 };

/**
 * Says what a mail is that came back. The order is the decision: a report is a report whatever its subject says, an absence is no
 * bounce though both come from the empty sender, and a token of ours counts also when a mail program sent it by itself.
 * @param octets RFC 5322; only the first `READ_OCTETS` are read. Time grows with them and not faster.
 * @param sender of the envelope; empty for `<>`.
 * @throws UnreadableReturn and nothing else.
 */
export async function readReturn(octets: Buffer, sender: string): Promise<Returned> {
  let email: Email;
  try {
    email = await PostalMime.parse(octets.subarray(0, READ_OCTETS), LIMITS);
  } catch (cause) {
    throw new UnreadableReturn('a mail that came back cannot be read', { cause });
  }
  return returnedOf(email, sender);
}

function returnedOf(email: Email, sender: string): Returned {
  const report = readDeliveryStatus(email) ?? readComplaint(email);
  if (report) return report;
  const correspondence = correspondenceOf(email);
  const wish = wishInSubject(correspondence.subject);
  if (wish) return { kind: 'unsubscribe', ...wish, ...correspondence };
  if (isAbsence(email)) return { kind: 'automatic' };
  const bounce = readPlainBounce(email, sender);
  if (bounce) return bounce;
  if (isByMachine(email, sender)) return { kind: 'automatic' };
  return readLeaveWish(correspondence) ?? { kind: 'reply', ...correspondence };
}
