import { describe, expect, it } from '@jest/globals';
import { filterQuery, readFilter } from './entry-filter.ts';

describe('what an auditor looks for', () => {
  it('is read from the query and leads to the same page again', () => {
    const filter = { sort: 'confirmed', topic: 'digital-plan', from: '2026-03-01', to: '2026-03-02' };
    expect(readFilter({ ...filter, before: '7' })).toEqual(filter);
    expect(readFilter(Object.fromEntries(new URLSearchParams(filterQuery(filter))))).toEqual(filter);
    expect(filterQuery({})).toBe('');
  });

  it.each([
    undefined,
    { sort: '', topic: '', from: '', to: '' },
    { sort: ['asked', 'confirmed'], topic: 'Parks & more', from: '2026-02-31', to: 'yesterday' },
    { from: '0001-01-01', to: '99999-01-01' },
  ])('leaves out what cannot be meant: %j', (query) => {
    expect(readFilter(query)).toEqual({});
  });
});
