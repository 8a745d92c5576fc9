import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Localised } from './localised.ts';

/** A city folder cannot be used. The message lists everything that is wrong, for the person who wrote the folder. */
export class CityFolderError extends Error {
  override readonly name = 'CityFolderError';
}

/** A rule for a text, and what it asks for, in words that complete “it should be …”. */
export interface TextRule {
  matches: { test(text: string): boolean };
  is: string;
}

/**
 * One JSON file of a city folder. Each reader returns the value at a dotted path and notes what is wrong with it instead of
 * throwing, so that `refuse` can tell all of it at once.
 */
export class DataFile {
  private readonly wrong: string[] = [];

  private constructor(
    private readonly path: string,
    private readonly tree: unknown,
  ) {}

  static read(folder: string, name: string): DataFile {
    const path = join(folder, name);
    try {
      return new DataFile(path, JSON.parse(readFileSync(path, 'utf8')));
    } catch (cause) {
      throw new CityFolderError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
    }
  }

  at(path: string): unknown {
    return path
      .split('.')
      .reduce<unknown>(
        (tree, key) => (isObject(tree) || Array.isArray(tree) ? Object(tree)[key] : undefined),
        this.tree,
      );
  }

  has(path: string): boolean {
    return this.at(path) !== undefined && this.at(path) !== null;
  }

  text(path: string, rule: TextRule = { matches: /\S/, is: 'a text' }): string {
    const value = this.at(path);
    const text = typeof value === 'string' ? value : '';
    if (!rule.matches.test(text)) this.note(path, `should be ${rule.is}`);
    return text;
  }

  /** The path of each item of the list at `path`. */
  items(path: string): string[] {
    const value = this.at(path);
    if (Array.isArray(value)) return value.map((_, index) => `${path}.${index}`);
    this.note(path, 'should be a list');
    return [];
  }

  words(path: string, codes: string[]): Localised {
    return this.inEach(path, codes, isText, 'a text');
  }

  lines(path: string, codes: string[]): Localised<string[]> {
    return this.inEach(path, codes, isLines, 'a list of texts');
  }

  note(path: string, wrong: string): void {
    this.wrong.push(`${path} ${wrong}`);
  }

  refuse(): void {
    if (this.wrong.length === 0) return;
    throw new CityFolderError(
      `${this.path} cannot be used:\n${this.wrong.map((line) => `  - ${line}`).join('\n')}`,
    );
  }

  private inEach<T extends string | string[]>(
    path: string,
    codes: string[],
    isRight: (value: unknown) => value is T,
    kind: string,
  ): Localised<T> {
    const value = this.at(path);
    const entries = isObject(value) ? value : {};
    for (const code of codes) {
      if (!isRight(entries[code])) this.note(path, `should have ${kind} in "${code}"`);
    }
    return entries as Localised<T>;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}
