import type { Colours } from './colours.ts';
import { inLanguage, type Localised, type Spoken } from './localised.ts';

export interface CityLanguage {
  /** In addresses and file names, e.g. `fr`. */
  code: string;
  /** For dates and numbers, e.g. `fr-CA`. */
  locale: string;
  /** What its own speakers call it, e.g. `Français`. */
  name: string;
}

/** Who writes to residents, as every page and mail must name them. [SOR/2012-36 s.2] */
export interface Sender {
  organisation: Localised;
  division: Localised;
  postalAddress: Localised<string[]>;
  email: string;
  telephone: string;
  web: string;
}

/** Who answers questions about what is collected. [MFIPPA s.29(2)] */
export interface Officer {
  title: Localised;
  postalAddress: Localised<string[]>;
  email: string;
  telephone: string;
}

export interface CityLink {
  name: Localised;
  href: string;
}

/** What is particular to one city. `readCity` makes it from a folder. */
export class City {
  /** The folder that all of this was read from. */
  readonly folder: string;
  readonly name: Localised;
  /** What residents call this service. */
  readonly service: Localised;
  /** Says that this is not the city's own service. Absent when it is. */
  readonly demonstration?: Localised;
  readonly timeZone: string;
  /** The first is chosen when a reader asks for none of them. */
  readonly languages: CityLanguage[];
  readonly sender: Sender;
  readonly officer: Officer;
  /** In the footer. */
  readonly links: CityLink[];
  readonly colours: Colours;
  /** A picture in `assets/`, shown beside the city's name. */
  readonly mark?: string;

  constructor(parts: CityParts) {
    Object.assign(this, parts);
  }

  in(code: string): SpokenCity {
    return inLanguage<CityParts>({ ...this }, code);
  }
}

type CityParts = Omit<City, 'in'>;

/** The city as a reader of one language sees it: every localised part has become words. */
export type SpokenCity = Spoken<CityParts>;
