import { describe, expect, it } from '@jest/globals';
import { factsOf } from './everything-view.ts';

describe('factsOf', () => {
  it('PROOF-6: shows every value that there is, in order, with what a member holds beside it', () => {
    const row = {
      address: 'resident@example.ca',
      topics: [{ topic: 'one', version: 2 }, { topic: 'two' }],
      manner: { control: 'api', page: '/' },
      active: false,
      at: '2026-03-02T15:00:00.000Z',
      on: '2026-03-02',
      state: 'pending',
      nothing: null,
      resident_ids: ['a', 'b'],
    };
    expect(factsOf(row, 'en')).toEqual([
      { name: 'address', text: 'resident@example.ca' },
      { name: 'topic', text: 'one' },
      { name: 'version', text: '2' },
      { name: 'topic', text: 'two' },
      { name: 'control', text: 'api' },
      { name: 'page', text: '/' },
      { name: 'active', yes: false },
      { name: 'at', moment: '2026-03-02T15:00:00.000Z' },
      { name: 'on', day: '2026-03-02' },
      { name: 'state', word: 'pending' },
      { name: 'resident_ids', text: 'a' },
      { name: 'resident_ids', text: 'b' },
    ]);
  });

  it.each([
    ['en', 'Meetings'],
    ['fr', 'Réunions'],
    ['de', 'Meetings'],
  ])('ALL-2: shows a subject in the language of the reader (%s)', (language, subject) => {
    expect(factsOf({ subjects: { en: 'Meetings', fr: 'Réunions' } }, language)).toEqual([
      { name: 'subjects', text: subject },
    ]);
  });
});
