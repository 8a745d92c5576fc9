import type { TopicSender } from '#libs/contracts';
import type { Attachment } from '#libs/mail';
import type { MailParts } from '../letters/mail-parts.ts';

/** What one letter says and who says it; `LetterMails` makes the mail of it. */
export interface Draft {
  parts: MailParts;
  sender: TopicSender;
  /** Beside those that every letter has. */
  headers?: Record<string, string>;
  attachments?: Attachment[];
}
