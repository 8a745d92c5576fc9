import type { TopicSender } from '#libs/contracts';
import { Html, html, listHeaders, type Mail } from '#libs/mail';
import type { Localised } from '#libs/site';
import type { Letterhead } from '../letters/letterhead.ts';
import { mailParts, managePiece, type Piece, paragraph, senderPiece } from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import type { RenderedBody } from '../markdown/render-body.ts';

/** What is the same for everyone who gets the announcement in one language. */
export interface AnnouncementWords {
  speech: MailSpeech;
  subject: string;
  body: RenderedBody;
}

/** What is the same for everyone. */
export interface AnnouncementFacts {
  announcementId: string;
  topic: { slug: string; names: Localised<string> };
  /** As it was released, not as it is now (MSG-2). */
  sender: TopicSender;
}

/** What one resident's mail has of its own. */
export interface OwnLines {
  to: string;
  sentAt: Date;
  /** See `messageToken`. */
  messageToken: string;
  /** Of the subscription that it is sent for. */
  leaveToken: string;
  manageToken: string;
}

/** The mail to one resident: MSG-1 and LEAVE-1 in both parts, no pixel, and no link is personal but those to manage and to leave (MSG-5). */
export function announcementMail(
  { speech, subject, body }: AnnouncementWords,
  { announcementId, topic, sender }: AnnouncementFacts,
  { own, letterhead }: { own: OwnLines; letterhead: Letterhead },
): Mail {
  const { words, pick } = speech;
  const parts = mailParts(speech, {
    subject,
    title: subject,
    body: [{ text: body.text, html: new Html(body.html) }],
    footer: [
      senderPiece(sender, speech),
      paragraph(words('mail.follows', { topic: pick(topic.names) })),
      managePiece(letterhead.manageUrl(own.manageToken, speech), speech),
      leavePiece(letterhead.leaveUrlOf(own.leaveToken, speech), speech),
    ],
  });
  return {
    ...parts,
    from: letterhead.from(sender, speech),
    to: own.to,
    replyTo: sender.email,
    messageId: `<${own.messageToken}@${letterhead.domain}>`,
    sentAt: own.sentAt,
    language: speech.language,
    headers: {
      ...listHeaders({
        topic: topic.slug,
        domain: letterhead.domain,
        helpUrl: letterhead.topicUrl(topic.slug),
        archiveUrl: letterhead.archiveUrl,
        ownerAddress: sender.email,
        leave: { ...letterhead.leaveOf(own.leaveToken), inOneClick: true },
      }),
      'Feedback-ID': `${announcementId.slice(-12)}:${topic.slug}:announcement:tidings`,
    },
  };
}

function leavePiece(url: string, { words }: MailSpeech): Piece {
  return {
    text: `${words('mail.leave.text')}\n${url}`,
    html: html`<p><a href="${url}">${words('mail.leave')}</a></p>\n`,
  };
}
