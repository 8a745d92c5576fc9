import type { FastifyRequest } from 'fastify';
import { Assets } from './assets.ts';
import { Languages } from './languages.ts';
import type { SignedIn } from './page-context.ts';
import { Pages } from './pages.ts';
import { readCity } from './read-city.ts';
import type { Section } from './sections.ts';
import { createTemplates } from './templates.ts';

export interface SiteOptions {
  /** CITY_FOLDER. */
  cityFolder: string;
  /** The path below which this service serves its assets; a path of its own behind the one front, e.g. `/audit/assets`. */
  assetsPrefix: string;
  /** Without it, what `npm run build` made. */
  assetsFolder?: string;
  /** With `<code>.json` for each language of the city. */
  languagesFolder: string;
  /** The service's `src`: templates lie beside their feature. */
  templatesFolder: string;
  sections?: readonly Section[];
  /** Who asks, on pages for staff and auditors. */
  signedIn?: (request: FastifyRequest) => SignedIn | undefined;
  /** How old a page that is the same for everybody may be; without it, each is made when it is asked for. */
  keepSeconds?: number;
}

/** Reads the city, the words, the templates and the assets. Throws, with what to do, when one of them cannot be used. */
export function createPages(options: SiteOptions): Pages {
  const city = readCity(options.cityFolder);
  const codes = city.languages.map(({ code }) => code);
  return new Pages({
    city,
    languages: Languages.read([options.languagesFolder], codes),
    assets: new Assets(city, options.assetsPrefix, options.assetsFolder),
    templates: createTemplates([options.templatesFolder]),
    sections: options.sections ?? [],
    signedIn: options.signedIn ?? (() => undefined),
    keptMilliseconds: (options.keepSeconds ?? 0) * 1000,
  });
}
