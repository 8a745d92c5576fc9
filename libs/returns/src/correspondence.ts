import type { Address, Email } from 'postal-mime';
import type { Correspondence } from './returned.ts';

const TEXT_CHARACTERS = 20_000;
const SUBJECT_CHARACTERS = 400;

/** What a person is to read of it. HTML alone becomes words without its marks. */
export function correspondenceOf(email: Email): Correspondence {
  const ids = `${email.inReplyTo ?? ''} ${email.references ?? ''}`.slice(0, 8000);
  return {
    from: addressOf(email.from),
    subject: storable(email.subject ?? '').slice(0, SUBJECT_CHARACTERS),
    text: storable(email.text || wordsOf(email.html ?? '')).slice(0, TEXT_CHARACTERS),
    messageIds: [...new Set(ids.match(/<[^<>\s]{3,200}>/g) ?? [])].slice(0, 20),
  };
}

export function addressOf(from: Address | undefined): string {
  return (from?.address ?? '').slice(0, 320);
}

/** PostgreSQL takes neither a zero octet nor half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}

function wordsOf(html: string): string {
  return html
    .slice(0, 4 * TEXT_CHARACTERS)
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/li|\/h\d)\b[^<>]{0,200}>/gi, '\n')
    .replaceAll(/<[^<>]{0,2000}>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
