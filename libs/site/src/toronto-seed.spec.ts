import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Localised } from './localised.ts';
import { readCity } from './read-city.ts';

const FOLDER = join(import.meta.dirname, '../../../seed/toronto');
const read = (name: string) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const city = readCity(FOLDER);
const codes = city.languages.map(({ code }) => code);

interface Terms {
  slug: string;
  authority: Localised;
  officer: { title: Localised; postalAddress: Localised; telephone: string };
  collection: Localised<string[]>;
  consent: Localised<string[]>;
}
const { subjects, terms, topics } = read('topics.json');
const { consultations } = read('consultations.json');
const slugs = (list: { slug: string }[]) => list.map(({ slug }) => slug);

describe('the demonstration city', () => {
  it('says in each language that it is a demonstration and not the City’s service', () => {
    for (const code of codes) expect(city.in(code).demonstration).toMatch(/Toronto/);
  });

  it('ALL-2: says everything in English and in French', () => {
    expect(codes).toEqual(['en', 'fr']);
    expect([
      ...gaps(read('topics.json')),
      ...gaps(read('consultations.json')),
      ...gaps(read('city.json')),
    ]).toEqual([]);
  });

  it.each(terms as Terms[])('ASK-1: “$slug” names authority, purposes and an officer who answers', (one) => {
    for (const code of codes) {
      const text = (one.collection[code] ?? []).join(' ');
      expect(holds(text, one.authority[code])).toBe(true);
      expect(holds(text, one.officer.title[code])).toBe(true);
      expect(holds(text, one.officer.postalAddress[code])).toBe(true);
      expect(holds(text, one.officer.telephone)).toBe(true);
    }
  });

  it.each(terms as Terms[])(
    'ASK-2: “$slug” says who asks, where to reach them, and that consent can be withdrawn',
    (one) => {
      for (const code of codes) {
        const text = (one.consent[code] ?? []).join(' ');
        expect(holds(text, city.sender.organisation[code])).toBe(true);
        expect(holds(text, city.sender.division[code])).toBe(true);
        for (const line of city.sender.postalAddress[code] ?? []) expect(holds(text, line)).toBe(true);
        expect(holds(text, city.sender.email)).toBe(true);
        expect(holds(text, city.sender.telephone)).toBe(true);
        expect(text).toMatch(/withdraw your consent at any time|retirer votre consentement en tout temps/);
      }
    },
  );

  it('refers to nothing that is not there', () => {
    for (const topic of topics) {
      expect(slugs(subjects)).toContain(topic.subject);
      expect(slugs(terms)).toContain(topic.terms);
    }
    for (const consultation of consultations) {
      expect(slugs(topics)).toEqual(expect.arrayContaining(consultation.topics));
    }
    expect(new Set(slugs(topics)).size).toBe(topics.length);
  });

  it('holds its consultations in the order in which they were open', () => {
    for (const { opensOn, closesOn, sessions } of consultations) {
      expect(opensOn <= closesOn).toBe(true);
      for (const session of sessions) {
        const day = session.on ?? session.startsAt.slice(0, 10);
        expect(opensOn <= day && day <= closesOn).toBe(true);
      }
    }
  });
});

/** Paths of parts that speak one language and not the other. */
function gaps(tree: unknown, path = ''): string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  const isLocalised = codes.some((code) => Object.hasOwn(tree, code));
  if (!isLocalised) return Object.entries(tree).flatMap(([key, value]) => gaps(value, `${path}.${key}`));
  const parts = tree as Record<string, string | string[]>;
  return codes.filter((code) => !parts[code]?.length).map((code) => `${path} lacks ${code}`);
}

function holds(text: string, part = ' nothing was given '): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}
