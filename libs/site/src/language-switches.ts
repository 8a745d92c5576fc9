import type { CityLanguage } from './city.ts';
import { direction } from './direction.ts';
import { pathInLanguage } from './page-paths.ts';

/** A language that the reader can change to, as govuk-frontend's language navigation takes it. */
export interface LanguageSwitch {
  lang: string;
  dir: 'ltr' | 'rtl';
  text: string;
  /** Absent for the language of the page. */
  href: string | undefined;
}

/** One per language of the city, each leading to the same page. */
export function languageSwitches(languages: CityLanguage[], current: string, path: string): LanguageSwitch[] {
  return languages.map(({ code, name }) => ({
    lang: code,
    dir: direction(code),
    text: name,
    href: code === current ? undefined : pathInLanguage(path, code),
  }));
}
