import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

const PACKAGE = '@expo-google-fonts/noto-sans';
const require = createRequire(import.meta.url);

const read = (file: string) => readFileSync(require.resolve(`${PACKAGE}/${file}`));

/**
 * Noto Sans (SIL Open Font License 1.1): the fonts that every reader has are not embedded, and a document for the record may not
 * look different elsewhere. It has the letters of Latin, Greek, Cyrillic and Devanagari scripts.
 */
export const paperFonts = {
  regular: read('400Regular/NotoSans_400Regular.ttf'),
  bold: read('700Bold/NotoSans_700Bold.ttf'),
};

const known = create(paperFonts.regular) as Font;

/**
 * What the fonts cannot draw is written by its number, such as `[U+1F600]`: a box would say nothing, and text that only looks
 * like something else (control characters, marks of direction) would be worse.
 */
export function drawable(text: string): string {
  return [...text.toWellFormed()].map((sign) => (isDrawable(sign) ? sign : numbered(sign))).join('');
}

function isDrawable(sign: string): boolean {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(sign)) return false;
  return known.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0);
}

function numbered(sign: string): string {
  const number = sign.codePointAt(0) ?? 0;
  return `[U+${number.toString(16).toUpperCase().padStart(4, '0')}]`;
}
