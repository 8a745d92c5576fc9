import { listHeaders, type Mail } from '#libs/mail';
import type { Leased } from '../letters/letter.ts';
import type { Letterhead } from '../letters/letterhead.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import type { WrittenItem } from './digest-item.query.ts';
import { digestLetter } from './digest-letter.ts';

/** At least one, in the order in which they came out. */
type Items = readonly [WrittenItem, ...WrittenItem[]];

/** The mail of one digest, for one resident. */
export function digestMail(
  digest: Pick<Leased, 'id' | 'address' | 'messageId'>,
  { items, speech, now }: { items: Items; speech: MailSpeech; now: Date },
  letterhead: Letterhead,
): Mail {
  const [{ sender, residentId, subscriptionId }] = items;
  const leave = [...new Map(items.map((item) => [item.topic, item])).values()].map((item) => ({
    name: speech.pick(item.names),
    url: letterhead.leaveUrl(item.subscriptionId, speech),
  }));
  const parts = digestLetter(speech, {
    items,
    writtenAt: now,
    leave,
    leaveEverythingUrl: letterhead.leaveEverythingUrl(subscriptionId, speech),
    manageUrl: letterhead.manageUrl(letterhead.manageToken(residentId, now), speech),
    pageOf: (announcementId) => `${letterhead.archiveUrl}/${announcementId}?lang=${speech.language}`,
  });
  return {
    ...parts,
    from: letterhead.from(sender, speech),
    returnPath: letterhead.letterReturnPath(digest.id),
    to: digest.address,
    replyTo: sender.email,
    messageId: digest.messageId,
    sentAt: now,
    language: speech.language,
    headers: headers(items, speech, letterhead),
  };
}

/** LEAVE-2: one press leaves the topic, or everything where there are several. MAIL-3: a machine put it together. [RFC 3834] */
function headers(items: Items, speech: MailSpeech, letterhead: Letterhead): Record<string, string> {
  const [{ topic, subscriptionId, sender }] = items;
  const isOfOne = items.every((item) => item.topic === topic);
  const leave = isOfOne
    ? { ...letterhead.leave(subscriptionId), inOneClick: true }
    : letterhead.leaveEverything(subscriptionId);
  return {
    ...listHeaders({
      topic: isOfOne ? topic : 'digests',
      domain: letterhead.domain,
      helpUrl: isOfOne ? letterhead.topicUrl(topic) : letterhead.manageUrl(undefined, speech),
      archiveUrl: letterhead.archiveUrl,
      ownerAddress: sender.email,
      leave,
    }),
    'Feedback-ID': `digests:${isOfOne ? topic : 'several'}:digest:tidings`,
    'Auto-Submitted': 'auto-generated',
  };
}
