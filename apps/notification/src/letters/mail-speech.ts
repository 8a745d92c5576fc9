import { join } from 'node:path';
import { type City, type Dates, dates, direction, Languages, type Localised, type Words } from '#libs/site';

/** How mails speak to residents of one language. */
export interface MailSpeech {
  /** Its code, also the `lang` of the mail and of the pages that it leads to. */
  language: string;
  direction: 'ltr' | 'rtl';
  words: Words;
  dates: Dates;
  /** What was written in several languages, in this one; in the city's first where this one is missing. */
  pick<T extends string | string[]>(localised: Localised<T>): T;
}

export class MailSpeeches {
  readonly #speeches: Map<string, MailSpeech>;
  readonly #first: MailSpeech;

  constructor(city: City) {
    const codes = city.languages.map(({ code }) => code);
    const languages = Languages.read([join(import.meta.dirname, 'languages')], codes);
    const speeches = city.languages.map(({ code, locale }) => ({
      language: code,
      direction: direction(code),
      words: languages.words(code),
      dates: dates(locale, city.timeZone),
      pick: <T extends string | string[]>(localised: Localised<T>) => pickFrom(localised, [code, ...codes]),
    }));
    const [first] = speeches;
    if (!first) throw new Error('the city speaks no language');
    this.#first = first;
    this.#speeches = new Map(speeches.map((speech) => [speech.language, speech]));
  }

  /** Of a language that the city no longer speaks, the first one. */
  in(language: string): MailSpeech {
    return this.#speeches.get(language) ?? this.#first;
  }
}

function pickFrom<T extends string | string[]>(localised: Localised<T>, codes: string[]): T {
  const code = codes.find((candidate) => Object.hasOwn(localised, candidate));
  const found = code === undefined ? Object.values(localised)[0] : localised[code];
  if (found === undefined) throw new Error('written in no language');
  return found;
}
