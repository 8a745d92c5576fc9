import { describe, expect, it } from '@jest/globals';
import { CHECKS, JEST_KINDS, readSelection } from './selection.ts';

describe('npm test --', () => {
  it('runs everything when nothing is chosen', () => {
    expect(readSelection([])).toEqual({ checks: [...CHECKS], kinds: [...JEST_KINDS], rest: [] });
  });

  it('runs one kind alone', () => {
    expect(readSelection(['types'])).toEqual({ checks: ['types'], kinds: [], rest: [] });
    expect(readSelection(['flow'])).toEqual({ checks: [], kinds: ['flow'], rest: [] });
  });

  it('runs one kind in one place', () => {
    const chosen = readSelection(['service', 'libs/messaging', '-t', 'LEAVE-3']);
    expect(chosen).toEqual({ checks: [], kinds: ['service'], rest: ['libs/messaging', '-t', 'LEAVE-3'] });
  });

  it('runs all kinds of test in one place, and no check of the whole', () => {
    expect(readSelection(['libs/tlog'])).toEqual({ checks: [], kinds: [...JEST_KINDS], rest: ['libs/tlog'] });
  });
});
