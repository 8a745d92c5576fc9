import { ValidateBy } from 'class-validator';

export type InEveryLanguage<T extends string | string[] = string> = Record<string, T>;

/** For a property such as `{ "en": "Home", "fr": "Accueil" }`. */
export function Words(): PropertyDecorator {
  return ValidateBy({
    name: 'words',
    validator: {
      validate: (value) => isByLanguage(value, isText),
      defaultMessage: () => 'should be a text by language',
    },
  });
}

/** For a property such as `{ "en": ["One.", "Two."], "fr": ["Un.", "Deux."] }`. */
export function Paragraphs(): PropertyDecorator {
  return ValidateBy({
    name: 'paragraphs',
    validator: {
      validate: (value) =>
        isByLanguage(value, (words) => Array.isArray(words) && words.length > 0 && words.every(isText)),
      defaultMessage: () => 'should be a list of texts by language',
    },
  });
}

/** @returns where a tree has some of the city's languages but not all, e.g. `sessions.0.name should be in "fr" too`. */
export function missingLanguages(tree: unknown, codes: readonly string[], path = ''): string[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if (codes.some((code) => Object.hasOwn(tree, code))) {
    return codes
      .filter((code) => !Object.hasOwn(tree, code))
      .map((code) => `${path} should be in "${code}" too`);
  }
  return Object.entries(tree).flatMap(([key, part]) =>
    missingLanguages(part, codes, path ? `${path}.${key}` : key),
  );
}

function isByLanguage(value: unknown, isRight: (words: unknown) => boolean): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length > 0 &&
    Object.values(value).every(isRight)
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
