import { describe, expect, it } from '@jest/globals';
import { Tally } from './tally.ts';

function file(status: string, ...tests: string[]) {
  return {
    name: 'some.spec.ts',
    status,
    assertionResults: tests.map((outcome, index) => ({ fullName: `${outcome} ${index}`, status: outcome })),
  };
}

function tallyOf(...testResults: ReturnType<typeof file>[]): Tally {
  const tally = new Tally();
  tally.addReport({ testResults });
  return tally;
}

describe('the last line of npm test', () => {
  it('counts tests by their outcome', () => {
    const tally = tallyOf(
      file('passed', 'passed', 'passed', 'pending', 'todo'),
      file('failed', 'failed', 'passed'),
    );
    expect(`${tally}`).toBe('3 passed, 1 failed, 2 skipped');
    expect(tally.namesOfSkipped).toEqual(['pending 2', 'todo 3']);
  });

  it('counts a file that cannot be loaded, or whose setup failed, as failed', () => {
    expect(`${tallyOf(file('failed'))}`).toBe('0 passed, 1 failed, 0 skipped');
    expect(`${tallyOf(file('failed', 'passed'))}`).toBe('1 passed, 1 failed, 0 skipped');
  });

  it('counts each check as one', () => {
    const tally = new Tally();
    tally.pass();
    tally.fail('Types');
    expect(`${tally}`).toBe('1 passed, 1 failed, 0 skipped');
    expect(tally.complaints).toEqual(['Types']);
  });

  it.each([
    ['all passed', tallyOf(file('passed', 'passed')), 0],
    ['some were skipped', tallyOf(file('passed', 'passed', 'pending')), 0],
    ['one failed', tallyOf(file('failed', 'passed', 'failed')), 1],
    ['nothing ran', tallyOf(file('passed', 'pending')), 1],
    ['nothing was found', tallyOf(), 1],
  ])('the exit code when %s', (_case, tally, code) => {
    expect(tally.exitCode).toBe(code);
  });
});
