import { parseAddress } from '#libs/addresses';
import type { FormProblem } from '#libs/site';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { type Frequency, readFrequency, USUAL_FREQUENCY } from './frequency.ts';

export interface AskForm {
  email: string;
  topics: string[];
  language: string;
  frequency: Frequency;
  problems: FormProblem[];
}

/** Reads the sign-up form as a browser sends it. Only the body counts, never the query (CONF-1). */
export function readAskForm(body: unknown, offered: OfferedTopic[], language: string): AskForm {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const email = typeof fields.email === 'string' ? fields.email : '';
  const ticked = [fields.topics].flat().filter((slug) => typeof slug === 'string');
  const topics = ticked.filter((slug) => offered.some((topic) => topic.slug === slug));
  const problems: FormProblem[] = [];
  if (topics.length === 0) problems.push({ field: 'topics', message: 'ask.topics.missing' });
  const frequency = readFrequency(fields.frequency);
  if (!frequency) problems.push({ field: 'frequency', message: 'ask.frequency.wrong' });
  const parsed = parseAddress(email);
  if ('fault' in parsed) {
    problems.push({
      field: 'email',
      message: parsed.fault === 'missing' ? 'ask.email.missing' : 'ask.email.wrong',
    });
  }
  return { email, topics, language, frequency: frequency ?? USUAL_FREQUENCY, problems };
}
