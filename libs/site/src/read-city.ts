import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '#libs/addresses';
import { City, type CityLanguage } from './city.ts';
import { type Colours, unreadable } from './colours.ts';
import { DataFile, type TextRule } from './data-file.ts';

const LANGUAGE: TextRule = { matches: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, is: 'a language code such as fr' };
const COLOUR: TextRule = { matches: /^#[0-9a-f]{6}$/i, is: 'a colour such as #0b5fa5' };
const EMAIL: TextRule = { matches: { test: isAddress }, is: 'an e-mail address' };
const WEB: TextRule = { matches: /^https:\/\/\S+$/, is: 'an address that begins with https://' };
const PICTURE: TextRule = { matches: /^[a-z0-9-]+\.(svg|png)$/, is: 'the name of an svg or png file' };

/**
 * Reads `city.json` of a city's folder; `seed/README.md` tells what each part is for. Throws a `CityFolderError` that lists
 * everything wrong with the file, at once.
 */
export function readCity(folder: string): City {
  const file = DataFile.read(folder, 'city.json');
  const languages = readLanguages(file);
  const codes = languages.map((language) => language.code);
  const city = new City({
    folder,
    languages,
    name: file.words('name', codes),
    service: file.words('service', codes),
    ...(file.has('demonstration') && { demonstration: file.words('demonstration', codes) }),
    timeZone: readTimeZone(file),
    sender: {
      organisation: file.words('sender.organisation', codes),
      division: file.words('sender.division', codes),
      postalAddress: file.lines('sender.postalAddress', codes),
      email: file.text('sender.email', EMAIL),
      telephone: file.text('sender.telephone'),
      web: file.text('sender.web', WEB),
    },
    officer: {
      title: file.words('officer.title', codes),
      postalAddress: file.lines('officer.postalAddress', codes),
      email: file.text('officer.email', EMAIL),
      telephone: file.text('officer.telephone'),
    },
    links: file
      .items('links')
      .map((path) => ({ name: file.words(`${path}.name`, codes), href: file.text(`${path}.href`, WEB) })),
    colours: readColours(file),
    ...(file.has('mark') && { mark: readMark(file, folder) }),
  });
  file.refuse();
  return city;
}

function readLanguages(file: DataFile): CityLanguage[] {
  const languages = file.items('languages').map((path) => ({
    code: file.text(`${path}.code`, LANGUAGE),
    locale: file.text(`${path}.locale`, LANGUAGE),
    name: file.text(`${path}.name`),
  }));
  if (languages.length === 0) file.note('languages', 'should name at least one language');
  return languages;
}

function readTimeZone(file: DataFile): string {
  const timeZone = file.text('timeZone');
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    file.note('timeZone', 'should be a time zone such as America/Toronto');
  }
  return timeZone;
}

function readColours(file: DataFile): Colours {
  const colour = (name: keyof Colours) => file.text(`colours.${name}`, COLOUR);
  const colours: Colours = {
    brand: colour('brand'),
    brandText: colour('brandText'),
    accent: colour('accent'),
    link: colour('link'),
    button: colour('button'),
    surface: colour('surface'),
  };
  if (Object.values(colours).every((value) => COLOUR.matches.test(value))) {
    for (const wrong of unreadable(colours)) file.note('colours', `cannot be read: ${wrong}`);
  }
  return colours;
}

function readMark(file: DataFile, folder: string): string {
  const mark = file.text('mark', PICTURE);
  if (!existsSync(join(folder, 'assets', mark))) file.note('mark', `should be in the folder assets`);
  return mark;
}

function isAddress(text: string): boolean {
  const parsed = parseAddress(text);
  return 'key' in parsed && parsed.address === text;
}
