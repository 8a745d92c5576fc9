import { describe, expect, it } from '@jest/globals';
import { inParts } from './in-parts.ts';

const rows = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ n: from + index }));

describe('inParts', () => {
  it('PROOF-6: loses no row and no table, keeps their order, and makes no part too large', () => {
    const tables = [
      { name: 'audience', rows: rows(2) },
      { name: 'letters', rows: [] },
      { name: 'deliveries', rows: rows(7, 10) },
    ];
    const parts = inParts(tables, 3);
    expect(parts.map((part) => part.flatMap((table) => table.rows).length)).toEqual([3, 3, 3]);
    for (const { name, rows: all } of tables) {
      const found = parts.flat().filter((table) => table.name === name);
      expect(found.length).toBeGreaterThan(0);
      expect(found.flatMap((table) => table.rows)).toEqual(all);
    }
  });

  it('is one part when nothing is held', () => {
    expect(inParts([])).toEqual([[]]);
    expect(inParts([{ name: 'letters', rows: [] }])).toEqual([[{ name: 'letters', rows: [] }]]);
  });
});
