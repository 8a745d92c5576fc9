/** What of a mail leads to its delivery. */
export interface MessageReference {
  /** With its angle brackets. */
  messageId: string;
  /** The last twelve digits of its announcement's id, when the header was pasted with its Feedback-ID. */
  announcement?: string;
  /** When it was written, when the header was pasted with its Date. */
  writtenAt?: Date;
}

/** The length of our Message-IDs before the `@`, as `#libs/mail` makes them: 21 octets as base64url. */
const MAC_CHARACTERS = 28;

/**
 * Reads a Message-ID of ours, alone or in the header of a mail, however the program that showed it folded its lines.
 * @param domain ours: Message-IDs of others are passed over.
 * @returns undefined when there is none.
 */
export function messageReferenceIn(text: string, domain: string): MessageReference | undefined {
  const ids = text.matchAll(/<?([A-Za-z0-9_-]+)@([A-Za-z0-9.-]+)>?/g);
  const own = [...ids].find(
    ([, mac = '', at = '']) => mac.length === MAC_CHARACTERS && at.toLowerCase() === domain,
  );
  if (!own) return undefined;
  const messageId = `<${own[1]}@${domain}>`;
  const announcement = /^Feedback-ID:\s*([0-9a-f]{12}):/im.exec(text)?.[1];
  const written = new Date(/^Date:\s*(.{1,80})$/im.exec(text)?.[1] ?? Number.NaN);
  return {
    messageId,
    ...(announcement !== undefined && { announcement }),
    ...(!Number.isNaN(written.getTime()) && { writtenAt: written }),
  };
}
