import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseVerifierKey } from '#libs/tlog';
import { ROOT } from '../../../../tools/project.ts';

const ORIGIN = 'ledger.example.ca/tidings';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-key-'));
  file = join(folder, 'ledger_key');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What an operator types. @returns the verifier keys that it shows. */
function run(command: 'keygen' | 'rotate-key', ...words: string[]): string[] {
  const program = join(ROOT, 'apps', 'consent', 'src', `${command}.ts`);
  const shown = execFileSync(process.execPath, ['--conditions=source', program, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return shown.split('\n').filter((line) => line.startsWith(`${ORIGIN}+`));
}

describe('the key of the ledger', () => {
  it('is made by one command, which shows the verifier key alone', () => {
    const [shown = ''] = run('keygen', file, ORIGIN);
    expect(parseVerifierKey(shown)).toMatchObject({ name: ORIGIN, type: 'note' });
    expect(Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is never made anew over one that is there', () => {
    run('keygen', file, ORIGIN);
    const before = readFileSync(file, 'utf8');
    expect(() => run('keygen', file, ORIGIN)).toThrow();
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('is followed by a new one that stands before it', () => {
    const [first] = run('keygen', file, ORIGIN);
    const before = readFileSync(file, 'utf8');
    const [second, ...older] = run('rotate-key', file, ORIGIN);
    expect(older).toEqual([first]);
    expect(second).not.toBe(first);
    expect(readFileSync(file, 'utf8').split(',')[1]).toBe(before);
  });
});
