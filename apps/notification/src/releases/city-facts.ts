/** What the city decides about a release. Also the token under which Nest provides it. */
export class CityFacts {
  timeZone: string;
  /** Codes of the languages in which residents are written to. */
  languages: readonly string[];
}
