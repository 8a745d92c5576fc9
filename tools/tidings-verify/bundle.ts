import { chmodSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCES = join(import.meta.dirname, 'src');
const HEAD = `#!/usr/bin/env node
// tidings-verify: checks an evidence package or a receipt offline. Node 20 or newer; no dependency, no network, one file to read.
// Made from tools/tidings-verify/src of Tidings (Apache-2.0): its files one after the other, without their types.
`;

/**
 * Puts the verifier's sources into one file: types left out, imports of Node gathered, imports of each other left out since
 * all stand in one scope, each file after those it needs.
 */
export function bundle(): string {
  const files = inOrder(new Map(globSync('*.ts', { cwd: SOURCES }).map((name) => [name, plainSource(name)])));
  const imports = gather(files.flatMap(({ imports }) => imports));
  const bodies = files.map(({ name, body }) => `// ${name}\n\n${body.trim()}\n`);
  return `${HEAD}\n${imports.join('\n')}\n\n${bodies.join('\n')}`;
}

/** One import for each module of Node, with all names that any file takes from it. */
function gather(statements: string[]): string[] {
  const names = new Map<string, Set<string>>();
  const others = new Set<string>();
  for (const statement of statements) {
    const [, list, module] = /^import \{ (.+) \} from '(.+)';$/.exec(statement) ?? [];
    if (list === undefined || module === undefined) others.add(statement);
    else names.set(module, new Set([...(names.get(module) ?? []), ...list.split(', ')]));
  }
  const gathered = [...names].map(
    ([module, list]) => `import { ${[...list].sort().join(', ')} } from '${module}';`,
  );
  return [...gathered, ...others].sort();
}

/** Writes it to a file that can be run. */
export function writeVerifier(path: string): void {
  writeFileSync(path, bundle());
  chmodSync(path, 0o755);
}

interface Source {
  name: string;
  imports: string[];
  needs: string[];
  body: string;
}

function plainSource(name: string): Source {
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
  };
  const { outputText } = ts.transpileModule(readFileSync(join(SOURCES, name), 'utf8'), {
    compilerOptions: options,
  });
  const statements = outputText.match(/^import [^;]+;$/gm) ?? [];
  const needs = statements.flatMap((statement) => /from '\.\/([^']+)'/.exec(statement)?.[1] ?? []);
  const body = outputText.replace(/^import [^;]+;\n/gm, '').replace(/^export (?=\S)/gm, '');
  return { name, imports: statements.filter((statement) => statement.includes("'node:")), needs, body };
}

function inOrder(sources: Map<string, Source>): Source[] {
  const ordered = new Set<Source>();
  const add = (name: string) => {
    const source = sources.get(name);
    if (!source || ordered.has(source)) return;
    for (const needed of source.needs) add(needed);
    ordered.add(source);
  };
  add('main.ts');
  return [...ordered];
}
