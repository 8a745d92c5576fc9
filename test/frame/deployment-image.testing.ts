import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/project.ts';

export interface Instruction {
  name: string;
  words: string;
}

/** The instructions of docker/Dockerfile, without its comments. */
export function readDockerfile(): Instruction[] {
  return readFileSync(join(ROOT, 'docker', 'Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', ...words] = line.split(' ');
      return { name, words: words.join(' ') };
    });
}

/** What the image itself puts into the environment, besides the name of its service. */
export function imageEnvironment(): Record<string, string> {
  const pairs = readDockerfile()
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ words }) => words.split(' '))
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(pairs.filter(([name]) => name !== 'SERVICE'));
}

/** @param command e.g. `node dist/apps/consent/src/migrate.js`. @returns the source of the program, from the root. */
export function sourceOf(command: string): string | undefined {
  const [, compiled] = /\bdist\/(apps\/\S+)\.js$/.exec(command) ?? [];
  return compiled && `${compiled}.ts`;
}
