import { isHeaderText } from '#libs/mail';
import type { FormProblem } from '#libs/site';
import type { AnnouncementDraft } from '../announcements/announcement-draft.ts';
import { entered, oneLine, paragraphs } from './form-text.ts';
import { readSendAt } from './send-at.ts';

/** What an author can choose from. */
export interface Choices {
  languages: readonly string[];
  topics: readonly { slug: string }[];
  consultations: readonly { slug: string; topics: readonly string[] }[];
  timeZone: string;
}

export interface AnnouncementForm {
  draft: AnnouncementDraft;
  /** For the form, when it is shown again. */
  entered: Record<string, string>;
  problems: FormProblem[];
}

const SUBJECT_CHARACTERS = 150;
const BODY_CHARACTERS = 10_000;

/**
 * Reads the form of an announcement. A draft may have gaps, which are told when it is to be submitted (MSG-4); what it has
 * must be possible.
 */
export function readAnnouncementForm(body: unknown, choices: Choices): AnnouncementForm {
  const given = entered(body);
  const problems: FormProblem[] = [];
  const { topic = '', consultation = '' } = given;
  if (!choices.topics.some(({ slug }) => slug === topic))
    problems.push({ field: 'topic', message: 'staff.form.topic.missing' });
  if (consultation && !fits(consultation, topic, choices)) {
    problems.push({ field: 'consultation', message: 'staff.form.consultation.wrong' });
  }
  const texts = Object.fromEntries(
    choices.languages.map((language) => {
      const subject = oneLine(given[`subject-${language}`]);
      const words = paragraphs(given[`body-${language}`]);
      problems.push(...tooLong(`subject-${language}`, subject, SUBJECT_CHARACTERS));
      if (subject && !isHeaderText(subject)) {
        problems.push({ field: `subject-${language}`, message: 'staff.form.subject.wrong' });
      }
      problems.push(...tooLong(`body-${language}`, words, BODY_CHARACTERS));
      return [language, { subject, body: words }];
    }),
  );
  const time = readSendAt(given, choices.timeZone);
  problems.push(...time.problems);
  const draft = { topic, consultation: consultation || null, sendAt: time.sendAt, texts };
  return { draft, entered: given, problems };
}

function fits(consultation: string, topic: string, { consultations }: Choices): boolean {
  return consultations.some(({ slug, topics }) => slug === consultation && topics.includes(topic));
}

function tooLong(field: string, text: string, limit: number): FormProblem[] {
  return [...text].length > limit ? [{ field, message: 'staff.form.too-long', values: { limit } }] : [];
}
