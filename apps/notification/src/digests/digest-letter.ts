import { Html } from '#libs/mail';
import {
  bulletList,
  heading,
  link,
  type MailParts,
  mailParts,
  managePiece,
  type Piece,
  paragraph,
  senderPiece,
} from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';
import type { WrittenItem } from './digest-item.query.ts';

export interface DigestFacts {
  /** At least one. */
  items: readonly [WrittenItem, ...WrittenItem[]];
  writtenAt: Date;
  /** Of each topic that it tells of, each once. */
  leave: readonly { name: string; url: string }[];
  leaveEverythingUrl: string;
  manageUrl: string;
  /** The page of one announcement, for everybody. */
  pageOf: (announcementId: string) => string;
}

/** Mail programs cut off long mails, at 100 KB the best known one: and so the way out at their end. */
const MOST_CHARACTERS = 60_000;

/** All announcements of a resident's topics since the last digest, in the authors' own words. */
export function digestLetter(speech: MailSpeech, facts: DigestFacts): MailParts {
  const { words, pick, dates } = speech;
  const { items, writtenAt } = facts;
  const [first] = items;
  const count = items.length;
  const organisation = pick(first.sender.organisation);
  const [whole, listed] = withinMost(items);
  return mailParts(speech, {
    subject: words('letter.digest.subject', { subject: first.subject, more: count - 1, organisation }),
    title: words('letter.digest.title', { day: dates.day(writtenAt) }),
    body: [
      paragraph(words('letter.digest.count', { count })),
      ...(count > 1 ? [bulletList(items.map(({ subject }) => subject))] : []),
      ...whole.flatMap((item) => wholePieces(item, speech)),
      ...(listed.length > 0 ? listedPieces(listed, facts, speech) : []),
    ],
    footer: [...sendersOf(items).map((sender) => senderPiece(sender, speech)), ...waysOut(facts, speech)],
  });
}

/** The first one is whole, however long it is. */
function withinMost(items: DigestFacts['items']): [WrittenItem[], WrittenItem[]] {
  let characters = 0;
  const tooMany = items.findIndex(({ body }, position) => {
    characters += body.html.length;
    return position > 0 && characters > MOST_CHARACTERS;
  });
  return tooMany < 0 ? [[...items], []] : [items.slice(0, tooMany), items.slice(tooMany)];
}

function wholePieces({ subject, body, names, plannedAt }: WrittenItem, speech: MailSpeech): Piece[] {
  const { words, pick, dates } = speech;
  return [
    announcementHeading(subject),
    paragraph(words('letter.digest.about', { topic: pick(names), day: dates.day(plannedAt) })),
    { text: body.text, html: new Html(oneLevelDown(body.html)) },
  ];
}

function listedPieces(items: WrittenItem[], { pageOf }: DigestFacts, { words }: MailSpeech): Piece[] {
  return [
    heading(words('letter.digest.listed')),
    ...items.map(({ subject, announcementId }) => link(subject, pageOf(announcementId))),
  ];
}

/** LEAVE-1: each topic and everything, without a step in between. */
function waysOut({ leave, leaveEverythingUrl, manageUrl }: DigestFacts, speech: MailSpeech): Piece[] {
  const { words } = speech;
  const topics = leave.map(({ name }) => name);
  return [
    paragraph(words('letter.digest.follows', { count: topics.length })),
    managePiece(manageUrl, speech),
    ...leave.map(({ name, url }) => link(words('letter.digest.leave', { topic: name }), url)),
    link(words('letter.digest.leaveEverything'), leaveEverythingUrl),
  ];
}

/** In the text part one that an author's own headings are under. */
function announcementHeading(subject: string): Piece {
  return { ...heading(subject), text: `${subject}\n${'='.repeat([...subject].length)}` };
}

/** Under its own heading here, where it stood under the mail's: an author's headings are our renderer's, and hold no other `<h`. */
function oneLevelDown(markup: string): string {
  return markup.replaceAll(
    /<(\/?)h([2-5])>/g,
    (_, slash: string, level: string) => `<${slash}h${+level + 1}>`,
  );
}

function sendersOf(items: readonly WrittenItem[]): WrittenItem['sender'][] {
  return [...new Map(items.map(({ sender }) => [JSON.stringify(sender), sender])).values()];
}
