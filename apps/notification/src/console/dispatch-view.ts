import type { Words } from '#libs/site';
import type { ReasonCount, Statement } from '../dispatch/statement.query.ts';
import { reasonInWords } from './dispatch-reason.ts';

const OUTCOMES = ['suppressed', 'failed', 'uncertain'] as const;

/** What the console shows of a dispatch: SEND-2, everyone is accounted for. */
export function dispatchView(statement: Statement, words: Words, locale: string) {
  const numbers = new Intl.NumberFormat(locale);
  const { audience, accepted, suppressed, failed, uncertain, toDo, deferred, reason } = statement;
  const { inDigests, paused } = statement;
  const reasonsOf = (counted: ReasonCount[]) =>
    counted.map(({ reason: code, count }) => ({
      words: reasonInWords(code, words),
      count: numbers.format(count),
    }));
  return {
    ...statement,
    reason: reason && reasonInWords(reason, words),
    // Nobody has to read about ways that nobody chose.
    beside:
      inDigests + paused > 0
        ? { inDigests: numbers.format(inDigests), paused: numbers.format(paused) }
        : undefined,
    deferred: deferred > 0 ? numbers.format(deferred) : undefined,
    figures: Object.entries({ audience, accepted, suppressed, failed, uncertain, toDo }).map(
      ([name, count]) => ({
        name: words(`staff.dispatch.${name}`),
        count: numbers.format(count),
      }),
    ),
    outcomes: OUTCOMES.map((name) => ({
      name: words(`staff.dispatch.${name}`),
      meaning: words(`staff.dispatch.${name}.meaning`),
      reasons: reasonsOf(statement.reasons[name]),
    })).filter(({ reasons }) => reasons.length > 0),
  };
}
