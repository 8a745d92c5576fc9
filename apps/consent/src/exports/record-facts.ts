import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RetentionRules, readRetentionRules } from '#libs/retention';
import type { City } from '#libs/site';

const FILE = 'consent-records.json';

/** What records and receipts for others must say of the city besides the ledger. */
export interface RecordFacts {
  city: Pick<City, 'sender' | 'officer'>;
  retention: RetentionRules;
  /** Whose law holds, ISO 3166-2. */
  jurisdiction: string;
  /** Where the city has its records stored. A record has to say it, so it says too that the city did not. */
  storageLocations: string[];
  /** Others who get the records. Whoever only carries mail for the city is none. */
  recipients: string[];
  /** The city's privacy policy. */
  policyUrl: string;
}

/**
 * `consent-records.json` of the city's folder; each part may be left out.
 * @throws Error that names what cannot be.
 */
export function readRecordFacts(city: City): RecordFacts {
  const path = join(city.folder, FILE);
  const given = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>) : {};
  const refuse = (what: string): never => {
    throw new Error(`${path}: ${what}`);
  };
  const {
    about,
    jurisdiction = 'CA-ON',
    storageLocations = ['not stated'],
    recipients = [],
    policyUrl,
    ...rest
  } = given;
  for (const name of Object.keys(rest)) refuse(`${name} is not known`);
  return {
    city: { sender: city.sender, officer: city.officer },
    retention: readRetentionRules(city.folder),
    jurisdiction: isCode(jurisdiction) ? jurisdiction : refuse('jurisdiction should be as in CA-ON'),
    storageLocations: isTexts(storageLocations)
      ? storageLocations
      : refuse('storageLocations should be texts'),
    recipients: isTexts(recipients) ? recipients : refuse('recipients should be texts'),
    policyUrl: isHttps(policyUrl ?? city.sender.web)
      ? String(policyUrl ?? city.sender.web)
      : refuse('policyUrl should begin with https://'),
  };
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '');
}

function isHttps(value: unknown): boolean {
  return typeof value === 'string' && /^https:\/\/[^\s/]+/.test(value);
}
