import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EXAMPLE_CITY } from './example-pages.testing.ts';
import { readCity } from './read-city.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'city-'));
  cpSync(EXAMPLE_CITY, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The example city with some parts replaced; `undefined` takes one away. */
function cityWith(parts: object): void {
  const city = JSON.parse(readFileSync(join(EXAMPLE_CITY, 'city.json'), 'utf8'));
  writeFileSync(join(folder, 'city.json'), JSON.stringify({ ...city, ...parts }));
}

describe('a city folder', () => {
  it('gives each reader the city in one language', () => {
    const city = readCity(folder).in('fr');
    expect(city.name).toBe('Ville d’Exemple');
    expect(city.sender.postalAddress).toEqual(['1, rue Principale', 'Exemple']);
    expect(city.languages.map(({ name }) => name)).toEqual(['English', 'Français', 'العربية']);
    expect(city.demonstration).toBeUndefined();
  });

  it('is refused with everything that is wrong, named where it stands', () => {
    cityWith({
      name: { en: 'Town of Example', fr: ' ' },
      timeZone: 'Toronto',
      sender: undefined,
      links: [{ name: 'Home', href: 'http://example.ca' }],
      mark: '../city.json',
    });
    expect(() => readCity(folder)).toThrow(
      expect.objectContaining({
        name: 'CityFolderError',
        message: expect.stringMatching(
          /name should have a text in "fr"[\s\S]*timeZone should be[\s\S]*sender\.email should be an e-mail address[\s\S]*links\.0\.href should be an address that begins with https[\s\S]*mark should be the name of an svg or png file/,
        ),
      }),
    );
  });

  it('ALL-1: is refused when its colours cannot be read together', () => {
    const colours = { ...readCity(folder).colours, link: '#9ec5e8', brandText: '#3b1f5c' };
    cityWith({ colours });
    expect(() => readCity(folder)).toThrow(/link on white has a contrast of 1\.\d/);
    expect(() => readCity(folder)).toThrow(/brandText on brand has a contrast of 1\.0/);
  });

  it('is refused when it says nothing in one of its own languages', () => {
    cityWith({ languages: [{ code: 'de', locale: 'de-DE', name: 'Deutsch' }] });
    expect(() => readCity(folder)).toThrow('name should have a text in "de"');
  });

  it('is refused when its file is missing or not JSON', () => {
    writeFileSync(join(folder, 'city.json'), '{');
    expect(() => readCity(folder)).toThrow(/city\.json cannot be read/);
    expect(() => readCity(join(folder, 'nowhere'))).toThrow(/cannot be read/);
  });
});
