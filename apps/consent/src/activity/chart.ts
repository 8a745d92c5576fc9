import type { Count } from './activity.query.ts';

/** One sort's bars over time, ready to be drawn, and the same numbers for the table. */
export interface Strip {
  sort: string;
  total: number;
  most: { start: string; leaves: number };
  counts: number[];
  bars: { x: number; y: number; height: number }[];
}

export interface Chart {
  /** The days or months, the oldest first. */
  starts: string[];
  strips: Strip[];
  /** Of the drawings, in their own units. */
  width: number;
  height: number;
  barWidth: number;
}

const [STEP, BAR, HEIGHT] = [20, 16, 60];

/**
 * A strip of bars for each sort, each to its own scale: some are a thousand times as frequent as others. A sort is told by
 * its heading and never by a colour; whatever is not nothing has a bar that can be seen.
 */
export function chartOf(counts: Count[]): Chart {
  const starts = [...new Set(counts.map(({ start }) => start))];
  const sorts = [...new Set(counts.flatMap(({ sort }) => (sort === null ? [] : [sort])))];
  const strips = sorts.map((sort) => stripOf(sort, starts, counts));
  strips.sort((one, other) => other.total - one.total);
  return { starts, strips, width: starts.length * STEP, height: HEIGHT, barWidth: BAR };
}

function stripOf(sort: string, starts: string[], all: Count[]): Strip {
  const own = new Map(all.filter((each) => each.sort === sort).map(({ start, leaves }) => [start, leaves]));
  const counts = starts.map((start) => own.get(start) ?? 0);
  const highest = Math.max(...counts);
  const bars = counts.map((leaves, position) => {
    const height = leaves === 0 ? 0 : Math.max(2, Math.round((leaves / highest) * HEIGHT));
    return { x: position * STEP, y: HEIGHT - height, height };
  });
  const total = counts.reduce((sum, leaves) => sum + leaves, 0);
  const most = { start: starts[counts.indexOf(highest)] ?? '', leaves: highest };
  return { sort, total, most, counts, bars };
}
