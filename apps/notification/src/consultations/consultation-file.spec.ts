import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readConsultations } from './consultation-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'consultations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const words = (en: string, fr = en) => ({ en, fr });
const consultation = (changes: object = {}) => ({
  slug: 'meetings',
  topics: ['plan'],
  title: words('Meetings', 'Réunions'),
  summary: words('x'),
  description: { en: ['x'], fr: ['x'] },
  opensOn: '2019-12-07',
  closesOn: '2019-12-19',
  sessions: [],
  materials: [],
  ...changes,
});
const read = (...consultations: object[]) => {
  writeFileSync(join(folder, 'consultations.json'), JSON.stringify({ consultations }));
  return readConsultations(folder, ['en', 'fr']);
};

describe('readConsultations', () => {
  it('reads what comes with the demonstration, with its five working principles', () => {
    const [plan] = readConsultations('seed/toronto', ['en', 'fr']);
    expect(plan?.themes?.items).toHaveLength(5);
  });

  it.each([
    ['slug', { slug: 'Not a slug' }],
    ['topics', { topics: [] }],
    ['opensOn', { opensOn: '2019-02-30' }],
    ['closesOn', { closesOn: 'soon' }],
    ['closesOn', { closesOn: '2019-12-01' }],
    ['title', { title: 'Meetings' }],
    ['description', { description: words('no list') }],
    [
      'sessions.0.startsAt',
      { sessions: [{ name: words('x'), place: words('x'), isOnline: true, startsAt: 'evening' }] },
    ],
    [
      'materials.0.href',
      { materials: [{ kind: 'x', title: words('x'), words: words('x'), href: 'javascript:x' }] },
    ],
    ['closesAt', { closesAt: '2019-12-19' }],
    ['title should be in "fr" too', { title: { en: 'Meetings' } }],
    [
      'reported.to should be in "en" too',
      { reported: { on: '2020-01-29', to: { fr: 'x' }, words: words('x') } },
    ],
  ])('names %s when it is wrong', (name, change) => {
    expect(() => read(consultation(change))).toThrow(`- consultations.0.${name}`);
  });

  it('names everything at once, and a slug that is there twice', () => {
    expect(() => read(consultation({ slug: '', topics: 'x' }))).toThrow(/slug.*\n.*topics/);
    expect(() => read(consultation(), consultation())).toThrow('- consultations');
    expect(read(consultation(), consultation({ slug: 'other' }))).toHaveLength(2);
  });

  it('says where the file should be', () => {
    expect(() => readConsultations('/nowhere', ['en'])).toThrow('/nowhere/consultations.json cannot be read');
  });
});
