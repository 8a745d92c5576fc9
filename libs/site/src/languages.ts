import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { typeset } from './typeset.ts';

/** Messages of one language, by key: `{ "ask.title": "Follow what your city plans" }`. */
export type Messages = Record<string, string>;

export type WordValues = Record<string, string | number | Date>;

/** The words of one language. Throws on an unknown key or a missing value: a resident never reads a key. */
export type Words = (key: string, values?: WordValues) => string;

/** The site's own words; every service adds its folder. */
export const SITE_LANGUAGES = join(import.meta.dirname, 'languages');

/** The words of a service in each language of its city, as ICU messages. */
export class Languages {
  readonly codes: string[];
  private readonly spoken: Map<string, Words>;

  /** @param messages by language code. Throws if one of them is not an ICU message. */
  constructor(messages: Record<string, Messages>) {
    this.codes = Object.keys(messages);
    this.spoken = new Map(this.codes.map((code) => [code, wordsOf(code, messages[code] ?? {})]));
  }

  /** Reads `<code>.json` for each language from each folder, the site's own first. A key may be in one folder only. */
  static read(folders: string[], codes: string[]): Languages {
    const all = [SITE_LANGUAGES, ...folders];
    return new Languages(Object.fromEntries(codes.map((code) => [code, readMessages(all, code)])));
  }

  words(code: string): Words {
    const words = this.spoken.get(code);
    if (!words) throw new Error(`There are no words in "${code}", only in ${this.codes.join(', ')}`);
    return words;
  }
}

export function readMessages(folders: string[], code: string): Messages {
  const messages: Messages = {};
  for (const folder of folders) {
    const path = join(folder, `${code}.json`);
    if (!existsSync(path)) throw new Error(`${path} is missing: the city speaks "${code}"`);
    for (const [key, message] of Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Messages)) {
      if (Object.hasOwn(messages, key)) throw new Error(`${path}: "${key}" is already in another folder`);
      messages[key] = typeset(code, message);
    }
  }
  return messages;
}

function wordsOf(code: string, messages: Messages): Words {
  const formats = new Map<string, IntlMessageFormat>();
  for (const [key, message] of Object.entries(messages)) {
    formats.set(key, readMessage(code, key, message));
  }
  return (key, values) => {
    const format = formats.get(key);
    if (!format) throw new Error(`There are no words for "${key}" in "${code}"`);
    return String(format.format(values));
  };
}

function readMessage(code: string, key: string, message: string): IntlMessageFormat {
  try {
    // Tags stay text: whoever shows the words escapes them, so no message can bring markup into a page.
    return new IntlMessageFormat(message, code, undefined, { ignoreTag: true });
  } catch (cause) {
    throw new Error(`"${key}" in "${code}" is not an ICU message: ${(cause as Error).message}`, { cause });
  }
}
