import type { TopicSender } from '#libs/contracts';
import { html } from '#libs/mail';
import type { CheckpointContent } from '../letters/letter.ts';
import {
  bulletList,
  heading,
  type MailParts,
  mailParts,
  type Piece,
  paragraph,
  senderPiece,
  verbatim,
} from '../letters/mail-parts.ts';
import type { MailSpeech } from '../letters/mail-speech.ts';

export interface CheckpointFacts extends CheckpointContent {
  sender: TopicSender;
  /** The name of the attachment. */
  file: string;
  verifierUrl: string;
  ledgerUrl: string;
}

/**
 * To somebody outside the city who keeps checkpoints: what this one is for, how evidence is checked against it, and when to speak
 * up. The signature alone does not stop the city from writing history anew; a copy in their hands does.
 */
export function checkpointLetter(speech: MailSpeech, facts: CheckpointFacts): MailParts {
  const { words, pick, dates } = speech;
  const { size, note, verifierKeys, file, sender, verifierUrl } = facts;
  const organisation = pick(sender.organisation);
  const { email, telephone } = sender;
  const day = dates.day(facts.day);
  return mailParts(speech, {
    subject: words('letter.checkpoint.subject', { day: facts.day, size, organisation }),
    title: words('letter.checkpoint.title', { day }),
    body: [
      paragraph(words('letter.checkpoint.what', { organisation })),
      paragraph(words('letter.checkpoint.size', { size })),
      previousPiece(speech, facts),
      verbatim(note),
      paragraph(words('letter.checkpoint.file', { file })),
      heading(words('letter.checkpoint.keep')),
      paragraph(words('letter.checkpoint.keep.text')),
      paragraph(words('letter.checkpoint.check')),
      verbatim(
        `node tidings-verify.mjs ${words('letter.checkpoint.package')} --key "$KEY" --known-checkpoint ${file}`,
      ),
      linkPiece(words('letter.checkpoint.program'), verifierUrl),
      paragraph(words('letter.checkpoint.keys')),
      ...verifierKeys.map(verbatim),
      heading(words('letter.checkpoint.tell')),
      paragraph(words('letter.checkpoint.tell.whom', { email, telephone })),
      bulletList([
        words('letter.checkpoint.tell.missing'),
        words('letter.checkpoint.tell.other'),
        words('letter.checkpoint.tell.rewritten'),
      ]),
      linkPiece(words('letter.checkpoint.ledger'), facts.ledgerUrl),
    ],
    footer: [paragraph(words('letter.checkpoint.stop', { email })), senderPiece(sender, speech)],
  });
}

/** So that a holder who missed one notices. */
function previousPiece({ words, dates }: MailSpeech, { previousDay, previousSize }: CheckpointFacts): Piece {
  if (previousDay === undefined) return paragraph(words('letter.checkpoint.first'));
  const previous = { day: dates.day(previousDay), size: previousSize ?? 0 };
  return paragraph(words('letter.checkpoint.previous', previous));
}

function linkPiece(label: string, url: string): Piece {
  return { text: `${label} ${url}`, html: html`<p>${label} <a href="${url}">${url}</a></p>\n` };
}
