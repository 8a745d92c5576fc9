import { cpSync, existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DIST, ROOT } from '../project.ts';

/** Copies what code finds beside itself: templates, languages, SQL. */
export function copyFiles(files: string[]): void {
  for (const file of files.filter((name) => !/\.(ts|scss)$/.test(name))) {
    cpSync(join(ROOT, file), join(DIST, file));
  }
}

/** Removes what an earlier build made of a source that is gone: a deleted migration would otherwise still run. */
export function clearOrphans(files: string[]): void {
  const made = new Set(files.flatMap((file) => [file, ...madeOf(file)]));
  for (const file of globSync('{apps,libs}/*/src/**/*.*', {
    cwd: DIST,
    exclude: (name) => name === 'node_modules',
  })) {
    if (!made.has(file) && existsSync(join(DIST, file))) rmSync(join(DIST, file), { recursive: true });
  }
}

function madeOf(file: string): string[] {
  const stem = file.replace(/\.ts$/, '');
  return stem === file ? [] : [`${stem}.js`, `${stem}.js.map`];
}
