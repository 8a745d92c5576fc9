import { join } from 'node:path';
import { type City, readCity } from '#libs/site';
import { SampleMails } from './sample-mails.ts';

const EXAMPLE_CITY = join(import.meta.dirname, '../../../../libs/site/fixtures/example-city');

/** Samples of a made-up city, so that no city's own words or looks change them. */
export function exampleSamples(): SampleMails {
  const city = readCity(EXAMPLE_CITY);
  const spoken = city.languages.filter(({ code }) => code !== 'ar');
  const bilingual: City = Object.assign(city, { languages: spoken });
  return new SampleMails(bilingual, 'https://updates.example.ca');
}
