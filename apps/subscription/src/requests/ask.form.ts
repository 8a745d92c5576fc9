import { parseAddress } from '#libs/addresses';
import type { FormProblem } from '#libs/site';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { type Frequency, readFrequency, USUAL_FREQUENCY } from './frequency.ts';
import { likelyDomain } from './likely-domain.ts';

export interface AskForm {
  email: string;
  topics: string[];
  language: string;
  frequency: Frequency;
  problems: FormProblem[];
  /** The address that was probably meant. Absent when there are problems, and when the resident said that theirs is right. */
  meant?: string;
}

/** Reads the sign-up form as a browser sends it. Only the body counts, never the query (CONF-1). */
export function readAskForm(body: unknown, offered: OfferedTopic[], language: string): AskForm {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const email = typeof fields.email === 'string' ? fields.email : '';
  const ticked = [fields.topics].flat().filter((slug) => typeof slug === 'string');
  const topics = offered.filter(({ slug }) => ticked.includes(slug));
  const frequency = readFrequency(fields.frequency);
  const problems = problemsOf({ email, topics, frequency, notices: fields.notices });
  const isAsTyped = fields['as-typed'] === 'yes';
  const meant = problems.length > 0 || isAsTyped ? undefined : meantAddress(email);
  return {
    email,
    topics: topics.map(({ slug }) => slug),
    language,
    frequency: frequency ?? USUAL_FREQUENCY,
    problems,
    ...(meant && { meant }),
  };
}

/** In the order of the form. */
function problemsOf(form: {
  email: string;
  topics: OfferedTopic[];
  frequency: Frequency | undefined;
  notices: unknown;
}): FormProblem[] {
  const problems: FormProblem[] = [];
  if (form.topics.length === 0) problems.push({ field: 'topics', message: 'ask.topics.missing' });
  if (!areCurrent(form.topics, form.notices))
    problems.push({ field: 'topics', message: 'ask.notice.changed' });
  const parsed = parseAddress(form.email);
  if ('fault' in parsed) {
    const message = parsed.fault === 'missing' ? 'ask.email.missing' : 'ask.email.wrong';
    problems.push({ field: 'email', message });
  }
  if (!form.frequency) problems.push({ field: 'frequency', message: 'ask.frequency.wrong' });
  return problems;
}

/**
 * Whether the words that the form showed are those that would be recorded (ASK-8): a page may have been open since before they
 * changed, and a copy on another site be older still. Our forms name theirs; one that names none was made by somebody else.
 */
function areCurrent(topics: OfferedTopic[], notices: unknown): boolean {
  if (typeof notices !== 'string') return true;
  const shown = notices.split(' ');
  return topics.every(({ notice }) => shown.includes(notice.sha256));
}

function meantAddress(email: string): string | undefined {
  const parsed = parseAddress(email);
  if ('fault' in parsed) return undefined;
  const domain = likelyDomain(parsed.key.slice(parsed.key.indexOf('@') + 1));
  return domain && `${parsed.address.slice(0, parsed.address.indexOf('@'))}@${domain}`;
}
