/** Enough letters for A to Z: nobody has to read it, but it runs from right to left, and is as long as English. */
const LETTERS = 'ابتثجحخدذرزسشصضطظعغفقكلمنه';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A message of the languages files in Arabic letters; names and cases of its arguments (ICU) stay as they are. */
export function pseudoArabic(message: string): string {
  let depth = 0;
  const letters = [...message].map((sign) => {
    if (sign === '{') depth += 1;
    if (sign === '}') depth -= 1;
    // `{count, plural, one {# day}}`: every second depth is text.
    return depth % 2 === 0 ? letter(sign) : sign;
  });
  return letters.join('');
}

/** A file of the city's folder in which all that is said in English is said in Arabic, too. */
export function withArabic(tree: Json): Json {
  if (Array.isArray(tree)) return tree.map(withArabic);
  if (typeof tree !== 'object' || tree === null) return tree;
  const { en } = tree;
  if (en === undefined)
    return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withArabic(value)]));
  return {
    ...tree,
    ar: Array.isArray(en) ? en.map((text) => pseudoArabic(String(text))) : pseudoArabic(String(en)),
  };
}

function letter(sign: string): string {
  const position = sign.toLowerCase().charCodeAt(0) - 97;
  return LETTERS[position] ?? sign;
}
