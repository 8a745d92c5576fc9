import { join } from 'node:path';
import { Assets } from './assets.ts';
import { Languages, readMessages, SITE_LANGUAGES } from './languages.ts';
import { Pages } from './pages.ts';
import { readCity } from './read-city.ts';
import { createTemplates } from './templates.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** A made-up town that speaks English, French and Arabic, so that every test meets a language written from right to left. */
export const EXAMPLE_CITY = join(FIXTURES, 'example-city');
export const EXAMPLE_WORDS = join(FIXTURES, 'words');
export const ARABIC_SITE_WORDS = join(FIXTURES, 'site-words');

export function examplePages(demonstration?: Record<string, string>): Pages {
  const city = readCity(EXAMPLE_CITY);
  return new Pages({
    city: demonstration ? Object.assign(city, { demonstration }) : city,
    languages: new Languages({
      en: readMessages([SITE_LANGUAGES, EXAMPLE_WORDS], 'en'),
      fr: readMessages([SITE_LANGUAGES, EXAMPLE_WORDS], 'fr'),
      ar: readMessages([ARABIC_SITE_WORDS, EXAMPLE_WORDS], 'ar'),
    }),
    assets: new Assets(city, '/assets', join(FIXTURES, 'assets')),
    templates: createTemplates([join(FIXTURES, 'templates')]),
    keptMilliseconds: 60_000,
    sections: [
      { href: '/', items: [{ name: 'example.topics', href: '/' }] },
      {
        href: '/staff',
        name: 'example.staff',
        items: [{ name: 'example.announcements', href: '/staff/announcements' }],
      },
    ],
    signedIn: (request) =>
      request.url.startsWith('/staff')
        ? { name: 'Ada <Author>', roles: 'Author', signOutPath: '/staff/sign-out', csrfToken: 'token-1' }
        : undefined,
  });
}
