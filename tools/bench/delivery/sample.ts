import PostalMime from 'postal-mime';
import type * as Links from '../../../libs/links/src/index.ts';
import { built } from '../built.ts';
import type { SinkLine } from './sink.ts';

export interface Sample {
  mails: number;
  /** The mean, in octets, as on the wire. */
  octets: number;
  signatures: number;
  /** In words; empty when each mail is its resident's own. */
  faults: string[];
}

/**
 * Looks into mails: each has its own Message-ID, and its own unsubscribe link, in the header and in the text, that leads to the
 * subscription of whom it was sent to, and as many signatures as it should. @param subscriptions by address.
 */
export async function checkSample(
  lines: SinkLine[],
  {
    subscriptions,
    linkKeys,
    signatures,
  }: { subscriptions: Map<string, string>; linkKeys: string[]; signatures: number },
): Promise<Sample> {
  const { LeaveLinks, ManageLinks } = await built<typeof Links>('libs/links/src/index.js');
  const links = new LeaveLinks(linkKeys);
  const manageLinks = new ManageLinks(linkKeys);
  const faults: string[] = [];
  const messageIds = new Set<string>();
  const got = new Set<string>();
  let octets = 0;
  for (const { to = '', mail } of lines) {
    if (mail === undefined) continue;
    const stuffed = Buffer.from(mail, 'base64');
    octets += stuffed.length;
    got.add(to);
    const parsed = await PostalMime.parse(
      Buffer.from(stuffed.toString('latin1').replaceAll('\r\n..', '\r\n.'), 'latin1'),
    );
    if (parsed.messageId) messageIds.add(parsed.messageId);
    if (parsed.to?.[0]?.address !== to) faults.push('a mail names somebody else than its envelope');
    if (parsed.headers.filter(({ key }) => key === 'dkim-signature').length !== signatures)
      faults.push('a mail has not as many signatures as it should');
    const header = parsed.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    const [link = ''] = /https?:\/\/[^>\s]+/.exec(header) ?? [];
    const leadsTo = links.read(link.slice(link.lastIndexOf('/') + 1));
    if (leadsTo === undefined || leadsTo !== subscriptions.get(to))
      faults.push('a leave link is not its resident’s own');
    if (!parsed.text?.includes(link) || !parsed.html?.includes(link))
      faults.push('a leave link is missing in a part');
    const [, token = ''] = /\/manage\/([\w-]+)/.exec(parsed.text ?? '') ?? [];
    if (!manageLinks.read(token, new Date()) || !parsed.html?.includes(token))
      faults.push('a link to manage is missing in a part');
  }
  if (messageIds.size !== got.size) faults.push(`${got.size} mails have ${messageIds.size} Message-IDs`);
  const missed = [...subscriptions.keys()].filter((address) => !got.has(address)).length;
  if (missed > 0) faults.push(`${missed} residents got nothing`);
  return { mails: got.size, octets: Math.round(octets / got.size), signatures, faults };
}
