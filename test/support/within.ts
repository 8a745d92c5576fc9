import { type EventEmitter, on } from 'node:events';

export interface Awaited {
  /** In words: "a mail to resident@example.ca". */
  what: string;
  seconds: number;
  events: EventEmitter;
  event: string;
}

/**
 * Asks now and after each event until there is an answer.
 * @throws Error that says what was waited for, after `seconds`.
 */
export async function within<T>(
  { what, seconds, events, event }: Awaited,
  ask: () => T | undefined,
): Promise<T> {
  const deadline = AbortSignal.timeout(seconds * 1000);
  // Listening comes before the first question: an event between the two would be lost.
  const rounds = on(events, event, { signal: deadline });
  try {
    for (let answer = ask(); ; answer = ask()) {
      if (answer !== undefined) return answer;
      await rounds.next();
    }
  } catch (cause) {
    if (!deadline.aborted) throw cause;
    throw new Error(`${what}: did not come within ${seconds} seconds`, { cause });
  } finally {
    await rounds.return?.();
  }
}
