import { describe, expect, it } from '@jest/globals';
import { dayIn, readPauseDay, typedDay } from './pause-day.ts';

const TODAY = '2026-03-02';
const read = (text: string) => {
  const [day = '', month = '', year = ''] = text.split('/');
  return readPauseDay({ day, month, year }, TODAY);
};

describe('the day until which a resident pauses', () => {
  it.each([
    ['3/3/2026', '2026-03-03'],
    [' 16 / 03 /2026 ', '2026-03-16'],
    ['29/2/2028', undefined],
    ['3/3/2027', '2027-03-03'],
    ['//', null],
    ['', null],
  ])('%j is %j', (text, day) => {
    expect(read(text)).toEqual(day === undefined ? { fault: 'too-far' } : { day });
  });

  it.each([
    ['2/3/2026', 'past'],
    ['1/1/2020', 'past'],
    ['4/3/2027', 'too-far'],
    ['31/6/2026', 'no-day'],
    ['29/2/2026', 'no-day'],
    ['0/5/2026', 'no-day'],
    ['1/13/2026', 'no-day'],
    ['5/5', 'no-day'],
    ['5/5/26', 'no-day'],
    ['x/5/2026', 'no-day'],
    ['-1/5/2026', 'no-day'],
    ['1e1/5/2026', 'no-day'],
  ])('%j is none: %s', (text, fault) => {
    expect(read(text)).toEqual({ fault });
  });

  it('is shown as it is typed', () => {
    expect(typedDay('2026-04-05')).toEqual({ day: '5', month: '4', year: '2026' });
    expect(typedDay(null)).toEqual({ day: '', month: '', year: '' });
  });

  it('is counted in the city’s calendar: late in the evening it is still today', () => {
    expect(dayIn('America/Toronto', new Date('2026-03-03T04:59:00.000Z'))).toBe('2026-03-02');
    expect(dayIn('America/Toronto', new Date('2026-03-03T05:00:00.000Z'))).toBe('2026-03-03');
  });
});
