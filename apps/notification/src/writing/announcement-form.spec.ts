import { describe, expect, it } from '@jest/globals';
import { readAnnouncementForm } from './announcement-form.ts';
import { sendAtFields } from './send-at.ts';

const choices = {
  languages: ['en', 'fr'],
  topics: [{ slug: 'plan' }, { slug: 'parks' }],
  consultations: [{ slug: 'discotech', topics: ['plan'] }],
  timeZone: 'America/Toronto',
};
const form = (changes: Record<string, unknown> = {}) =>
  readAnnouncementForm(
    {
      topic: 'plan',
      consultation: 'discotech',
      'subject-en': 'Meetings',
      'body-en': 'Come.\r\n\r\nBring a friend.\r\n',
      'subject-fr': 'Réunions',
      'body-fr': 'Venez.',
      send: 'at',
      'send-day': '9',
      'send-month': '3',
      'send-year': '2026',
      'send-time': '9:30',
      ...changes,
    },
    choices,
  );
const problems = (changes: Record<string, unknown>) => form(changes).problems.map(({ field }) => field);

describe('readAnnouncementForm', () => {
  it('reads what an author wrote, with the time in the city', () => {
    expect(form()).toMatchObject({
      problems: [],
      draft: {
        topic: 'plan',
        consultation: 'discotech',
        sendAt: new Date('2026-03-09T13:30:00Z'),
        texts: {
          en: { subject: 'Meetings', body: 'Come.\n\nBring a friend.' },
          fr: { subject: 'Réunions', body: 'Venez.' },
        },
      },
    });
  });

  it('keeps a draft with gaps', () => {
    const { draft, problems } = form({
      'subject-fr': '',
      'body-fr': undefined,
      consultation: '',
      send: 'now',
    });
    expect(problems).toEqual([]);
    expect(draft).toMatchObject({
      consultation: null,
      sendAt: null,
      texts: { fr: { subject: '', body: '' } },
    });
  });

  it.each([
    ['14:00', 18],
    ['14 h', 18],
    ['14h00', 18],
    ['2 pm', 18],
    ['2:00 p.m.', 18],
    ['12 am', 4],
    ['12 pm', 16],
    ['9', 13],
  ])('understands the time %s', (time, hour) => {
    expect(form({ 'send-time': time }).draft.sendAt?.getUTCHours()).toBe(hour);
  });

  it.each([['25:00'], ['9:60'], ['13 pm'], ['noon'], ['']])('asks again for the time %j', (time) => {
    expect(problems({ 'send-time': time })).toEqual(['send-time']);
  });

  it.each([
    [{ topic: 'unknown' }, ['topic', 'consultation']],
    [{ topic: ['plan', 'parks'] }, ['topic', 'consultation']],
    [{ topic: 'parks' }, ['consultation']],
    [{ consultation: 'nothing' }, ['consultation']],
    [{ send: 'whenever' }, ['send']],
    [{ 'send-day': '30', 'send-month': '2' }, ['send-day']],
    [{ 'send-day': '8', 'send-time': '2:30' }, ['send-day']],
    [{ 'send-year': 'next' }, ['send-day']],
    [{ 'subject-en': 'x'.repeat(151) }, ['subject-en']],
    [{ 'body-fr': 'x'.repeat(10_001) }, ['body-fr']],
  ])('names the fields that are wrong in %j', (changes, fields) => {
    expect(problems(changes)).toEqual(fields);
  });

  it('MAIL-2: keeps line breaks, controls and marks that turn text out of a subject', () => {
    const subject = 'Meetings\r\nBcc: x@example.com\u202e\u0000 ';
    expect(form({ 'subject-en': subject }).draft.texts.en?.subject).toBe('Meetings Bcc: x@example.com');
  });

  it('MAIL-2: takes no subject that a mail program would show otherwise than it was written and released', () => {
    expect(problems({ 'subject-fr': '=?utf-8?q?=0D=0ABcc:_a@example.com?=' })).toEqual(['subject-fr']);
    expect(problems({ 'subject-en': 'Is 1 + 1 =? Come (10:30), « hall »' })).toEqual([]);
  });

  it('shows a chosen time again as it was chosen', () => {
    const { sendAt } = form().draft;
    const again = sendAtFields(sendAt, choices.timeZone);
    expect(again).toMatchObject({
      'send-day': '9',
      'send-month': '3',
      'send-year': '2026',
      'send-time': '09:30',
    });
    expect(form(again).draft.sendAt).toEqual(sendAt);
    expect(sendAtFields(null, choices.timeZone)).toEqual({ send: 'now' });
  });
});
