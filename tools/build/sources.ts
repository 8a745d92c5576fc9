import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, ROOT } from '../project.ts';

/** Files that are built: all under the sources but tests, which Jest compiles for itself. Paths from the project's root. */
export function sourceFiles(): string[] {
  const found = globSync('{apps,libs}/*/src/**/*.*', { cwd: ROOT, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && !/\.(spec|testing)\.ts$|\.md$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

/** Changes whenever a build would give something else. By content: git gives files the time of their checkout. */
export function fingerprint(files: string[]): string {
  const hash = createHash('sha256');
  const compilers = ['typescript', 'sass', 'govuk-frontend', 'altcha'].map((name) =>
    join(MODULES, name, 'package.json'),
  );
  const verifier = globSync('tools/tidings-verify/{bundle.ts,src/*.ts}', { cwd: ROOT }).sort();
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package.json'];
  for (const file of [
    ...compilers,
    ...[...settings, ...verifier].map((name) => join(ROOT, name)),
    ...files.map((name) => join(ROOT, name)),
  ]) {
    hash
      .update(`${file.slice(ROOT.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}
