import { describe, expect, it } from '@jest/globals';
import { addProfile } from './profile.ts';

const frame = (url: string, functionName = '') => ({ functionName, url });

describe('where the time goes', () => {
  it('is told by the innermost part that is known, and only of the time that is asked for', () => {
    const profile = {
      startTime: 1_000_000,
      nodes: [
        { id: 1, callFrame: frame('', '(root)'), children: [2, 4, 6] },
        { id: 2, callFrame: frame('/dist/apps/notification/src/dispatch/deliverer.js'), children: [3] },
        { id: 3, callFrame: frame('/node_modules/pg/lib/client.js'), children: [5] },
        { id: 4, callFrame: frame('', '(garbage collector)') },
        { id: 5, callFrame: frame('node:net') },
        { id: 6, callFrame: frame('node:net') },
      ],
      samples: [2, 2, 3, 5, 4, 6, 2],
      timeDeltas: [100, 1_000_000, 1_000_000, 1_000_000, 500_000, 250_000, 9_000_000],
    };
    const seconds = new Map<string, number>();
    addProfile(profile, { from: 1_500_000, until: 6_000_000 }, seconds);
    expect(Object.fromEntries(seconds)).toEqual({ dispatch: 1, database: 2, garbage: 0.5, node: 0.25 });
  });
});
