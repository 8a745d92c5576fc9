/** The same thing in each language of the city, by language code: `{ "en": "Home", "fr": "Accueil" }`. */
export type Localised<T extends string | string[] = string> = Readonly<Record<string, T>>;

/** What a tree of data is to a reader of one language: each localised part has become that language's words. */
export type Spoken<T> =
  T extends Localised<infer Words>
    ? string extends keyof T
      ? Words
      : { [Key in keyof T]: Spoken<T[Key]> }
    : T extends readonly (infer Item)[]
      ? Spoken<Item>[]
      : T extends object
        ? { [Key in keyof T]: Spoken<T[Key]> }
        : T;

/**
 * Reads a tree of data as a reader of `code` sees it. An object that has a property named by the language code is taken for
 * localised; everything else is kept as it is. The tree must have been checked (`DataFile`), so that no language is missing.
 */
export function inLanguage<T>(tree: T, code: string): Spoken<T> {
  return spoken(tree, code) as Spoken<T>;
}

function spoken(tree: unknown, code: string): unknown {
  if (Array.isArray(tree)) return tree.map((item) => spoken(item, code));
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Object.hasOwn(tree, code)) return (tree as Record<string, unknown>)[code];
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, spoken(value, code)]));
}
