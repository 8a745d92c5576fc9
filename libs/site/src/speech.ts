import type { Assets } from './assets.ts';
import type { City, SpokenCity } from './city.ts';
import { type Dates, dates } from './dates.ts';
import { direction } from './direction.ts';
import type { Languages, Words } from './languages.ts';

/** What a template needs to speak one language; the same for every request. */
export interface Speech {
  lang: string;
  dir: 'ltr' | 'rtl';
  t: Words;
  city: SpokenCity;
  formatDate: Dates['day'];
  formatTime: Dates['time'];
  formatMoment: Dates['moment'];
  asset: (name: string) => string;
  sheet: string;
  icon: string | undefined;
}

const ICON = 'favicon.svg';

/** Prepares each language of the city once, as formats are dear to make and cheap to use. */
export function speech(city: City, languages: Languages, assets: Assets): (code: string) => Speech {
  const prepared = new Map(
    city.languages.map(({ code, locale }) => {
      const { day, time, moment } = dates(locale, city.timeZone);
      const spoken: Speech = {
        lang: code,
        dir: direction(code),
        t: languages.words(code),
        city: city.in(code),
        formatDate: day,
        formatTime: time,
        formatMoment: moment,
        asset: (name) => assets.url(name),
        sheet: assets.sheetFor(code),
        icon: assets.has(ICON) ? assets.url(ICON) : undefined,
      };
      return [code, spoken];
    }),
  );
  return (code) => {
    const spoken = prepared.get(code);
    if (!spoken) throw new Error(`The city does not speak "${code}"`);
    return spoken;
  };
}
