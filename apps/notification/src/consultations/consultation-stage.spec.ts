import { describe, expect, it } from '@jest/globals';
import { dayIn, stageOf } from './consultation-stage.ts';

describe('stageOf', () => {
  it.each([
    ['2021-06-20', 'coming'],
    ['2021-06-21', 'open'],
    ['2021-06-22', 'open'],
    ['2021-06-23', 'over'],
  ])('on %s a consultation of 21 and 22 June is %s', (today, stage) => {
    expect(stageOf({ opensOn: '2021-06-21', closesOn: '2021-06-22' }, today)).toBe(stage);
  });
});

describe('dayIn', () => {
  it('is the day that residents have, not the one in Greenwich', () => {
    expect(dayIn('America/Toronto', new Date('2021-06-22T03:59:00Z'))).toBe('2021-06-21');
    expect(dayIn('America/Toronto', new Date('2021-06-22T04:00:00Z'))).toBe('2021-06-22');
  });
});
