import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BusinessCalendar } from './business-calendar.ts';
import { addBusinessDays, dayIn } from './business-days.ts';

const TORONTO = 'America/Toronto';
const calendar = BusinessCalendar.read(join(import.meta.dirname, '../../../seed/toronto'), TORONTO);

describe('LEAVE-4: the legal deadline of a withdrawal', () => {
  it.each([
    ['a Monday without holidays', '2026-03-02T15:00:00Z', '2026-03-16'],
    ['a Saturday counts as the Friday before', '2026-03-07T15:00:00Z', '2026-03-20'],
    ['the same Friday', '2026-03-06T15:00:00Z', '2026-03-20'],
    ['Christmas and Boxing Day on Friday and Saturday, then New Year', '2026-12-21T15:00:00Z', '2027-01-06'],
    ['Good Friday, but not Easter Monday', '2026-03-30T15:00:00Z', '2026-04-14'],
    ['Family Day of Ontario', '2026-02-09T15:00:00Z', '2026-02-24'],
    ['Victoria Day', '2026-05-15T15:00:00Z', '2026-06-01'],
    ['Canada Day', '2026-06-29T15:00:00Z', '2026-07-14'],
    ['the federal day for truth and reconciliation, and Thanksgiving', '2026-09-28T15:00:00Z', '2026-10-14'],
    ['Remembrance Day', '2026-11-09T15:00:00Z', '2026-11-24'],
    ['not the civic holiday of August', '2026-07-27T15:00:00Z', '2026-08-10'],
    ['a leap day', '2028-02-22T15:00:00Z', '2028-03-07'],
  ])('%s', (_, withdrewAt, deadline) => {
    expect(calendar.deadlineFor(new Date(withdrewAt))).toBe(deadline);
  });

  it('begins on the day that it is in Toronto, not in UTC', () => {
    // 23:59 on Monday in Toronto is Tuesday in UTC; so is 00:01 on Tuesday.
    expect(calendar.deadlineFor(new Date('2026-03-03T04:59:00Z'))).toBe('2026-03-16');
    expect(calendar.deadlineFor(new Date('2026-03-03T05:01:00Z'))).toBe('2026-03-17');
  });

  it('is not moved by the clock change in between', () => {
    // Clocks went forward on 2026-03-08 and back on 2026-11-01.
    expect(calendar.deadlineFor(new Date('2026-03-06T04:30:00Z'))).toBe('2026-03-19');
    expect(calendar.deadlineFor(new Date('2026-03-09T03:59:59Z'))).toBe('2026-03-20');
    expect(calendar.deadlineFor(new Date('2026-03-09T04:00:00Z'))).toBe('2026-03-23');
    expect(calendar.deadlineFor(new Date('2026-10-30T03:30:00Z'))).toBe('2026-11-13');
  });

  it('after the last year of the file comes too early rather than too late', () => {
    expect(calendar.deadlineFor(new Date('2031-12-22T15:00:00Z'))).toBe('2032-01-05');
  });

  it('a city folder without the file stops the start', () => {
    expect(() => BusinessCalendar.read(join(import.meta.dirname, 'nowhere'), TORONTO)).toThrow(
      'holidays.json',
    );
  });
});

describe('days', () => {
  it('one business day after Friday is Monday, and Tuesday when Monday is a holiday', () => {
    expect(addBusinessDays('2026-05-15', 1, new Set())).toBe('2026-05-18');
    expect(addBusinessDays('2026-05-15', 1, new Set(['2026-05-18']))).toBe('2026-05-19');
  });

  it('are those of the time zone', () => {
    expect(dayIn(TORONTO, new Date('2026-01-01T04:59:59Z'))).toBe('2025-12-31');
    expect(dayIn(TORONTO, new Date('2026-07-01T04:00:00Z'))).toBe('2026-07-01');
  });
});
