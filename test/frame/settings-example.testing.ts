import { settingsOf } from '#libs/settings';
import { MigrationSettings } from '../../libs/service/src/run-migrations.ts';
import { SERVICES } from '../../tools/project.ts';
import { portsOf, readStartSettings } from '../../tools/start/settings.ts';
import { SETTINGS } from './settings.testing.ts';

/** One setting as `.env.example` shows it. */
export interface Entry {
  /** Who reads it. */
  section: string;
  /** What it should be. */
  is: string;
  /** `#NAME=default`, or `NAME=` when there is no default. */
  line: string;
  /** Further lines about it. */
  notes: string;
}

/** Reads the file: sections begin with `##`, and each setting stands below the lines about it. */
export function readExample(text: string): Entry[] {
  const entries: Entry[] = [];
  let section = '';
  let words: string[] = [];
  for (const line of text.split('\n')) {
    const [, heading] = /^## (.*)$/.exec(line) ?? [];
    if (heading !== undefined) section = heading;
    else if (/^#?[A-Z_]+=/.test(line)) {
      const [is = '', ...notes] = words;
      entries.push({ section, is, line, notes: notes.join(' ') });
    } else if (line.startsWith('# ')) {
      words.push(line.slice(2));
      continue;
    }
    words = [];
  }
  return entries;
}

/** What the file should show, by the classes that read it. */
export function wantedEntries(): Omit<Entry, 'notes'>[] {
  return [...ofServices(), ...ofMigrations(), ...ofStart()];
}

export function secretNames(): string[] {
  const classes = [...Object.values(SETTINGS), MigrationSettings];
  const facts = classes.flatMap((settings) => settingsOf(settings));
  return [...new Set(facts.filter(({ secret }) => secret).map(({ name }) => name))];
}

function ofServices(): Omit<Entry, 'notes'>[] {
  const readers = (name: string) =>
    SERVICES.filter((service) => settingsOf(SETTINGS[service]).some((fact) => fact.name === name));
  const facts = SERVICES.flatMap((service) => settingsOf(SETTINGS[service]));
  return facts
    .filter(({ name }, position) => facts.findIndex((fact) => fact.name === name) === position)
    .map((fact) => ({ section: readers(fact.name).join(', '), is: fact.is, line: lineOf(fact) }));
}

function ofMigrations(): Omit<Entry, 'notes'>[] {
  const [owner] = settingsOf(MigrationSettings);
  return owner ? [{ section: 'the command migrate', is: owner.is, line: lineOf(owner) }] : [];
}

/** Ports are what `npm start` alone needs; the rest of what it reads is the services' own. */
function ofStart(): Omit<Entry, 'notes'>[] {
  return portsOf(readStartSettings({}))
    .filter(({ setting }) => setting !== 'PORT')
    .map(({ use, setting, port }) => ({
      section: 'npm start',
      is: `the port of ${use}`,
      line: `#${setting}=${port}`,
    }));
}

function lineOf({ name, default: value }: { name: string; default?: string }): string {
  return value === undefined ? `${name}=` : `#${name}=${value}`;
}
