import { describe, expect, it } from '@jest/globals';
import { SystemRandom } from './random.ts';

describe('identifiers', () => {
  const random = new SystemRandom();

  it('are UUIDs of version 7, none of them twice', () => {
    const made = Array.from({ length: 2000 }, () => random.uuid());
    expect(new Set(made).size).toBe(2000);
    for (const id of made)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('begin with the time', () => {
    const before = Date.now();
    const made = Number.parseInt(random.uuid().replaceAll('-', '').slice(0, 12), 16);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
  });
});
