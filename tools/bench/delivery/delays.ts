import type { Left } from './leaving.ts';
import type { SinkLine } from './sink.ts';

/** Seconds; `n` is how many were measured. */
export interface Delays {
  n: number;
  middle: number;
  p99: number;
  longest: number;
}

export interface LeavingFigures {
  /** From the answer 200 until *notification* had ended the standing. */
  ended: Delays;
  /** Whose mail had not begun when they had their answer. */
  before: number;
  /** From the answer 200 until the last mail began that came nevertheless; 0 for who got none. */
  effective: Delays;
  /** How many got one nevertheless. */
  late: number;
}

/** Of those who left: how long after the answer a mail to them still began. */
export function leavingFigures(left: Left[], lines: SinkLine[]): LeavingFigures {
  const mails = Map.groupBy(
    lines.filter(({ to }) => to !== undefined),
    ({ to }) => to,
  );
  const afterwards = left.flatMap(({ address, answeredAt }) => {
    const begun = (mails.get(address) ?? []).map(({ at }) => at);
    if (begun.some((at) => at < answeredAt)) return [];
    return [Math.max(0, ...begun.map((at) => at - answeredAt)) / 1000];
  });
  return {
    ended: delays(
      left.map(({ answeredAt, endedAt = Number.POSITIVE_INFINITY }) => (endedAt - answeredAt) / 1000),
    ),
    before: afterwards.length,
    effective: delays(afterwards),
    late: afterwards.filter((seconds) => seconds > 0).length,
  };
}

/** Of those who asked: how long until their letter arrived; for ever when it did not. */
export function askingFigures(asked: Map<string, number>, lines: SinkLine[]): Delays {
  const arrived = new Map(lines.map(({ to, at }) => [to, at]));
  return delays([...asked].map(([to, at]) => ((arrived.get(to) ?? Number.POSITIVE_INFINITY) - at) / 1000));
}

export function delays(seconds: number[]): Delays {
  const sorted = [...seconds].sort((one, other) => one - other);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { n: sorted.length, middle: at(0.5), p99: at(0.99), longest: at(1) };
}

export function tellDelays({ n, middle, p99, longest }: Delays): string {
  const [half, most, last] = [middle, p99, longest].map((seconds) => seconds.toFixed(3));
  return `half within ${half} s, 99 of 100 within ${most} s, all within ${last} s (${n})`;
}
