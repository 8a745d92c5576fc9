import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One Node of each major version that is on the PATH, ours first: auditors have others than we do. */
export function nodeVersions(): { node: string; version: string }[] {
  const found = new Map<string, { node: string; version: string }>();
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  for (const node of [process.execPath, ...places]) {
    if (!existsSync(node)) continue;
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
    const [major = ''] = version.split('.');
    if (!found.has(major)) found.set(major, { node, version });
  }
  return [...found.values()];
}
