import { dayIn } from '../consultations/consultation-stage.ts';
import { isAllowedImage, isAllowedLink } from '../markdown/allowed-link.ts';
import { bodyFacts } from '../markdown/body-facts.ts';
import { renderBody } from '../markdown/render-body.ts';
import type { CityFacts } from './city-facts.ts';

export const releaseChecks = [
  'language-missing',
  'subject-reply',
  'link-address',
  'link-words',
  'image-address',
  'image-alternative',
  'time-passed',
  'consultation-over',
] as const;
export type ReleaseCheck = (typeof releaseChecks)[number];

/** Something that stands against a release, for the author to mend. */
export interface Missing {
  check: ReleaseCheck;
  /** Where it is, when it is in one language only. */
  language?: string;
  /** The author's own words or address that it is about. */
  detail?: string;
}

export interface Candidate {
  texts: Record<string, { subject: string; body: string }>;
  sendAt: Date | null;
  /** The consultation that it invites to; its last day is the city's, `YYYY-MM-DD`. */
  consultation: { closesOn: string } | null;
}

export interface Circumstances extends CityFacts {
  now: Date;
}

const REPLY = /^\s*(re|fwd?|tr|rép|réf)\s*(\[\d+\])?\s*[:：]/i;

/** Words that say nothing to somebody who hears a list of links. [WCAG 2.4.4] */
const CLICK_HERE = /^(here|ici)$|\b(click|tap|press|clic|cliquez|cliquer|appuyez)\s+(here|ici)\b/i;

/** MSG-4: no release while anything is missing. @returns everything at once, so that an author mends it in one go. */
export function missingForRelease(
  candidate: Candidate,
  { now, timeZone, languages }: Circumstances,
): Missing[] {
  const sentAt = candidate.sendAt ?? now;
  const missing: Missing[] = [];
  if (sentAt < now) missing.push({ check: 'time-passed' });
  if (candidate.consultation && dayIn(timeZone, sentAt) > candidate.consultation.closesOn) {
    missing.push({ check: 'consultation-over' });
  }
  for (const language of languages) {
    const text = candidate.texts[language] ?? { subject: '', body: '' };
    missing.push(...missingIn(text).map((found) => ({ ...found, language })));
  }
  return missing;
}

function missingIn({ subject, body }: { subject: string; body: string }): Missing[] {
  const missing: Missing[] = [];
  if (subject.trim() === '' || renderBody(body).text.trim() === '')
    missing.push({ check: 'language-missing' });
  if (REPLY.test(subject)) missing.push({ check: 'subject-reply', detail: subject });
  const { links, images } = bodyFacts(body);
  for (const { address, words } of links) {
    if (!isAllowedLink(address)) missing.push({ check: 'link-address', detail: address });
    if (isClickHere(words)) missing.push({ check: 'link-words', detail: words });
  }
  for (const { address, alternative } of images) {
    if (!isAllowedImage(address)) missing.push({ check: 'image-address', detail: address });
    if (alternative.trim() === '') missing.push({ check: 'image-alternative', detail: address });
  }
  return missing;
}

function isClickHere(words: string): boolean {
  const said = words.replaceAll(/[^\p{Letter}\s]/gu, '').trim();
  return said === '' || CLICK_HERE.test(said);
}
