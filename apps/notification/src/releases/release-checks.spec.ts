import { describe, expect, it } from '@jest/globals';
import { type Candidate, missingForRelease } from './release-checks.ts';

const now = new Date('2026-03-02T14:00:00Z');
const circumstances = { now, timeZone: 'America/Toronto', languages: ['en', 'fr'] };
const french = { subject: 'Réunions', body: 'Venez le lundi 9.' };

const candidate = (changes: Partial<Candidate> = {}): Candidate => ({
  texts: { en: { subject: 'Meetings', body: 'Come on Monday the 9th.' }, fr: french },
  sendAt: null,
  consultation: null,
  ...changes,
});
const missing = (changes: Partial<Candidate>) => missingForRelease(candidate(changes), circumstances);
const english = (text: { subject?: string; body?: string }) =>
  missing({ texts: { en: { subject: 'Meetings', body: 'Come.', ...text }, fr: french } });

describe('missingForRelease', () => {
  it('MSG-4: finds nothing in an announcement that is whole', () => {
    expect(missing({})).toEqual([]);
    expect(
      english({ body: '[The plan](https://example.ca/plan) ![A map](https://example.ca/map.png)' }),
    ).toEqual([]);
    expect(english({ subject: 'Reading: the plan' })).toEqual([]);
  });

  it('MSG-4: misses a language of the city', () => {
    expect(missing({ texts: { fr: french } })).toEqual([{ check: 'language-missing', language: 'en' }]);
    expect(english({ subject: ' ' })).toEqual([{ check: 'language-missing', language: 'en' }]);
    expect(english({ body: '\n\n[x]: https://example.ca' })).toEqual([
      { check: 'language-missing', language: 'en' },
    ]);
  });

  it.each([
    ['![](https://example.ca/a.png)'],
    ['![ ](https://example.ca/a.png)'],
    ['- > ![](https://example.ca/a.png)'],
  ])('MSG-4: misses the alternative text of %s', (image) => {
    const found = { check: 'image-alternative', language: 'en', detail: 'https://example.ca/a.png' };
    expect(english({ body: `Come. ${image}\n` })).toEqual([found]);
  });

  it.each([
    ['click here'],
    ['Click **here**!'],
    ['here'],
    ['Cliquez ici'],
    ['Ici.'],
    ['Please click here to read'],
    ['→'],
  ])('MSG-4: a link that reads %j says nothing', (words) => {
    const [found] = english({ body: `[${words}](https://example.ca)` });
    expect(found).toMatchObject({ check: 'link-words', language: 'en' });
  });

  it.each([['There is more here in Toronto'], ['https://example.ca'], ['Ici Toronto']])(
    'MSG-4: a link that reads %j is fine',
    (words) => {
      expect(english({ body: `[${words}](https://example.ca)` })).toEqual([]);
    },
  );

  it.each([
    ['Re: Meetings'],
    ['RE : Réunions'],
    ['fwd:x'],
    ['FW: x'],
    ['Re[2]: x'],
    ['TR: Réunions'],
    [' re: x'],
  ])('MSG-4: a subject %j pretends to be an answer', (subject) => {
    expect(english({ subject })).toEqual([{ check: 'subject-reply', language: 'en', detail: subject }]);
  });

  it.each([['javascript:alert(1)'], ['http://example.ca'], ['/plan'], ['https://user@example.ca']])(
    'MSG-3: the author is told that a link to %s will not be one',
    (address) => {
      expect(english({ body: `[The plan](${address})` })).toEqual([
        { check: 'link-address', language: 'en', detail: address },
      ]);
    },
  );

  it('MSG-3: the author is told that a picture from elsewhere than https will not be shown', () => {
    expect(english({ body: 'Come. ![A map](http://example.ca/a.png)' })).toMatchObject([
      { check: 'image-address' },
    ]);
  });

  it('MSG-4: the consultation is over when its last day in the city is', () => {
    const on = (closesOn: string, sendAt: string) =>
      missing({ consultation: { closesOn }, sendAt: new Date(sendAt) });
    expect(on('2026-03-09', '2026-03-10T03:59:00Z')).toEqual([]);
    expect(on('2026-03-09', '2026-03-10T04:01:00Z')).toEqual([{ check: 'consultation-over' }]);
    expect(missing({ consultation: { closesOn: '2026-03-01' } })).toEqual([{ check: 'consultation-over' }]);
    expect(missing({ consultation: { closesOn: '2026-03-02' } })).toEqual([]);
  });

  it('MSG-2: a time that passed before the release has to be chosen again', () => {
    expect(missing({ sendAt: new Date('2026-03-02T13:59:59Z') })).toEqual([{ check: 'time-passed' }]);
  });

  it('MSG-4: tells all that is missing at once', () => {
    const body = '[click here](http://example.ca) ![](https://example.ca/a.png)';
    const found = missing({ texts: { en: { subject: 'Re: x', body }, fr: { subject: '', body: '' } } });
    expect(found.map(({ check, language }) => `${language} ${check}`)).toEqual([
      'en subject-reply',
      'en link-address',
      'en link-words',
      'en image-alternative',
      'fr language-missing',
    ]);
  });
});
