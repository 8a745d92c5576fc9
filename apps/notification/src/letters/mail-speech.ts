import { join } from 'node:path';
import { DARK, type MailLook } from '#libs/mail';
import {
  type City,
  type Dates,
  dates,
  direction,
  Languages,
  type Localised,
  lightened,
  type Words,
} from '#libs/site';

/** Beyond AA: mail programs change the ground a little. [WCAG 2.2, 1.4.6] */
const READABLE_IN_THE_DARK = 7;

/** How mails speak to residents of one language. */
export interface MailSpeech {
  /** Its code, also the `lang` of the mail and of the pages that it leads to. */
  language: string;
  direction: 'ltr' | 'rtl';
  look: MailLook;
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
      look: lookOf(city, code),
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

function lookOf(city: City, code: string): MailLook {
  const { brand: band, brandText: bandText, accent, link, button } = city.colours;
  const inTheDark = (colour: string) => lightened(colour, DARK.ground, READABLE_IN_THE_DARK);
  const { name, service } = city.in(code);
  const dark = { darkLink: inTheDark(link), darkButton: inTheDark(button) };
  return { name, service, colours: { band, bandText, accent, link, button, ...dark } };
}

function pickFrom<T extends string | string[]>(localised: Localised<T>, codes: string[]): T {
  const code = codes.find((candidate) => Object.hasOwn(localised, candidate));
  const found = code === undefined ? Object.values(localised)[0] : localised[code];
  if (found === undefined) throw new Error('written in no language');
  return found;
}
