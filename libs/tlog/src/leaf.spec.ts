import { describe, expect, it } from '@jest/globals';
import { codeOf, damagedBytes, raisesOnlyItsOwnError } from './fixtures.testing.ts';
import { encodeLeaf, parseLeaf } from './leaf.ts';

describe('leaves', () => {
  it('are canonical JSON objects', () => {
    const leaf = encodeLeaf({ v: 1, k: 'genesis' });
    expect(leaf.toString()).toBe('{"k":"genesis","v":1}');
    expect(parseLeaf(leaf)).toEqual({ k: 'genesis', v: 1 });
  });

  it('have at most 1,024 bytes, escapes counted', () => {
    const fits = encodeLeaf({ k: 'x'.repeat(1024 - 8) });
    expect(fits).toHaveLength(1024);
    expect(parseLeaf(fits)).toEqual({ k: 'x'.repeat(1016) });
    expect(codeOf(() => encodeLeaf({ k: 'x'.repeat(1017) }))).toBe('bad-leaf');
    expect(codeOf(() => encodeLeaf({ k: 'é'.repeat(170) }))).toBe('bad-leaf');
    expect(codeOf(() => parseLeaf(Buffer.from(`{"k":"${'x'.repeat(1017)}"}`)))).toBe('bad-leaf');
  });

  it.each(['null', '[]', '"text"', '1', 'true'])('%s is no leaf', (json) => {
    expect(codeOf(() => parseLeaf(Buffer.from(json)))).toBe('bad-leaf');
  });

  it('PROOF-3: another spelling of the same leaf is refused', () => {
    expect(codeOf(() => parseLeaf(Buffer.from('{"v":1,"k":"genesis"}')))).toBe('bad-json');
    expect(codeOf(() => parseLeaf(Buffer.from('{"k":"genesis","v":1}\n')))).toBe('bad-json');
  });

  it('hostile leaves raise only its own error', () => {
    raisesOnlyItsOwnError(parseLeaf, damagedBytes(encodeLeaf({ v: 1, k: 'genesis' })));
  });
});
