import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { type Messages, readMessages } from './languages.ts';

type Part = ReturnType<IntlMessageFormat['getAst']>[number];

/**
 * What differs between the language files of one folder, in words for the person who mends it; empty when all is well. The
 * first language is the measure. Plural forms may differ, for languages differ; the values a message takes may not.
 */
export function compareLanguages(folder: string): string[] {
  const [first, ...others] = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
  if (!first) return [`${folder} has no language`];
  const measure = readMessages([folder], first);
  return others.flatMap((code) => compareMessages(measure, readMessages([folder], code), code));
}

export function compareMessages(measure: Messages, messages: Messages, code: string): string[] {
  const missing = Object.keys(measure).filter((key) => !Object.hasOwn(messages, key));
  const extra = Object.keys(messages).filter((key) => !Object.hasOwn(measure, key));
  const empty = Object.keys(messages).filter((key) => messages[key]?.trim() === '');
  const both = Object.keys(messages).filter((key) => Object.hasOwn(measure, key));
  return [
    ...missing.map((key) => `${code}: "${key}" is missing`),
    ...extra.map((key) => `${code}: "${key}" is not in the first language`),
    ...empty.map((key) => `${code}: "${key}" is empty`),
    ...both.flatMap((key) => compareValues(key, measure[key] ?? '', messages[key] ?? '', code)),
  ];
}

/** Keys that a template of these folders asks for by name and that `messages` does not have. */
export function keysWithoutWords(templateFolders: string[], messages: Messages): string[] {
  const keys = templateFolders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.njk'))
      .flatMap((name) => [
        ...readFileSync(join(folder, name), 'utf8').matchAll(/\bt\(\s*['"]([^'"]+)['"]\s*[,)]/g),
      ])
      .map(([, key = '']) => key),
  );
  return [...new Set(keys)].filter((key) => !Object.hasOwn(messages, key)).sort();
}

function compareValues(key: string, measure: string, message: string, code: string): string[] {
  const [expected, found] = [valuesOf(measure), valuesOf(message)];
  return expected === found
    ? []
    : [`${code}: "${key}" takes ${found || 'nothing'} instead of ${expected || 'nothing'}`];
}

function valuesOf(message: string): string {
  const ast = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst();
  return [...new Set(ast.flatMap(namesIn))].sort().join(', ');
}

function namesIn(part: Part): string[] {
  if ('options' in part) {
    const inside = Object.values(part.options).flatMap((option) => option.value.flatMap(namesIn));
    return [part.value, ...inside];
  }
  const isNamed = 'value' in part && !isLiteral(part);
  return isNamed ? [part.value] : [];
}

/** 0 is the type of plain text; the parser's enumeration is not exported by intl-messageformat. */
function isLiteral(part: Part): boolean {
  return part.type === 0;
}
