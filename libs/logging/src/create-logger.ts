import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/**
 * JSON lines on standard output, one logger a process. Nothing personal is ever passed to it (ABUSE-5): callers log ids,
 * kinds, counts and durations.
 */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: withoutValues },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Database drivers put values into `detail`, `parameters` and `query`; only what is safe is kept. */
function withoutValues(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, stack, code } = error as Error & { code?: unknown };
  // The first line of a stack is the message again: it may quote a value, so only the frames are kept.
  const frames = (stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const safe: Record<string, unknown> = { type: name, frames };
  if (typeof code === 'string' || typeof code === 'number') safe.code = code;
  if (error.cause) safe.cause = withoutValues(error.cause);
  return safe;
}
