import { describe, expect, it } from '@jest/globals';
import { chartOf } from './chart.ts';

const counts = [
  { start: '2026-03-01', sort: 'asked', leaves: 1 },
  { start: '2026-03-01', sort: 'confirmed', leaves: 1000 },
  { start: '2026-03-02', sort: 'confirmed', leaves: 1 },
  { start: '2026-03-03', sort: 'confirmed', leaves: 500 },
];

describe('the chart of entries over time', () => {
  it('has a strip for each sort, the most frequent first, with all days and the same numbers as the table', () => {
    const { starts, strips } = chartOf(counts);
    expect(starts).toEqual(['2026-03-01', '2026-03-02', '2026-03-03']);
    expect(strips.map(({ sort, total, counts: numbers }) => [sort, total, numbers])).toEqual([
      ['confirmed', 1501, [1000, 1, 500]],
      ['asked', 1, [1, 0, 0]],
    ]);
    expect(strips[0]?.most).toEqual({ start: '2026-03-01', leaves: 1000 });
  });

  it('draws each strip to its own scale, and shows whatever is not nothing', () => {
    const [confirmed, asked] = chartOf(counts).strips;
    expect(confirmed?.bars.map(({ height }) => height)).toEqual([60, 2, 30]);
    expect(confirmed?.bars.map(({ y }) => y)).toEqual([0, 58, 30]);
    expect(asked?.bars.map(({ height }) => height)).toEqual([60, 0, 0]);
  });
});
