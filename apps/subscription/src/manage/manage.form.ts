import type { FormProblem } from '#libs/site';
import { type Frequency, frequencies } from '../requests/frequency.ts';
import { type PauseFault, readPauseDay, type TypedDay } from './pause-day.ts';

/** What a resident chose on the manage page. */
export interface Choices {
  language: string;
  /** By topic. */
  frequencies: Record<string, Frequency>;
  /** Topics to leave. */
  leaving: string[];
  /** The first day on which they are written to again. */
  pausedUntil: string | null;
}

export interface ManageForm {
  choices: Choices;
  /** As typed, to be shown again. */
  pause: TypedDay;
  problems: FormProblem[];
}

/** What a topic's radio says besides a frequency. */
export const LEAVE = 'leave';

const FAULTS: Record<PauseFault, string> = {
  'no-day': 'manage.pause.no-day',
  past: 'manage.pause.past',
  'too-far': 'manage.pause.too-far',
};

/**
 * Reads the manage page's form. A topic that is not followed any more, or a choice that is none, is left as it is.
 * @param today in the city's calendar.
 */
export function readManageForm(
  body: Record<string, unknown>,
  { topics, languages, today }: { topics: string[]; languages: readonly string[]; today: string },
): ManageForm {
  const chosen = topics.map((topic) => ({ topic, choice: body[`topic-${topic}`] }));
  const pause = {
    day: text(body['pause-day']),
    month: text(body['pause-month']),
    year: text(body['pause-year']),
  };
  const read = readPauseDay(pause, today);
  const language = languages.find((code) => code === body.language);
  const problems: FormProblem[] = [];
  if (!language) problems.push({ field: 'language', message: 'manage.language.wrong' });
  if ('fault' in read) problems.push({ field: 'pause-day', message: FAULTS[read.fault] });
  return {
    choices: {
      language: language ?? '',
      frequencies: Object.fromEntries(
        chosen.flatMap(({ topic, choice }) => {
          const frequency = frequencies.find((each) => each === choice);
          return frequency ? [[topic, frequency]] : [];
        }),
      ),
      leaving: chosen.flatMap(({ topic, choice }) => (choice === LEAVE ? [topic] : [])),
      pausedUntil: 'day' in read ? read.day : null,
    },
    pause,
    problems,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
