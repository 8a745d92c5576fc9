import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  entriesOf,
  packageOf,
  signedAt,
  verifierKey,
} from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { receiptOf } from '../../apps/consent/src/receipts/receipt.testing.ts';
import { bundle, writeVerifier } from './bundle.ts';
import { testFiles } from './verify.testing.ts';

const files = testFiles();
const verifier = files.file('tidings-verify.mjs');
const entries = entriesOf(storyOf(1));
let sound: string;

beforeAll(async () => {
  writeVerifier(verifier);
  sound = await packageOf(files, { entries });
});
afterAll(() => files.remove());

/** What an auditor types. */
function run(...given: string[]) {
  const environment = { PATH: process.env.PATH, LANG: 'en_CA.UTF-8' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [verifier, ...given], {
    encoding: 'utf8',
    env: environment,
  });
  return { status, stdout, stderr };
}

describe('the verifier as one file', () => {
  it('PROOF-3: needs nothing but Node, and opens no connection', () => {
    const imported = [...bundle().matchAll(/^import .* from '(.+)';$/gm)].map(([, module]) => module);
    expect(imported.sort()).toEqual(['node:crypto', 'node:fs', 'node:util', 'node:zlib']);
    expect(bundle()).not.toMatch(/\b(import|require)\(|fetch\(/);
  });

  it('PROOF-3: ends with 0 for a sound package, and says what it does not prove', () => {
    const { status, stdout, stderr } = run(sound, '--key', verifierKey());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('\nVERIFIED\n');
    expect(stdout).toContain('does not prove that a person truly consented');
    expect(stdout).toContain('Compared with no checkpoint from elsewhere');
  });

  it('speaks French, and JSON to programs', () => {
    expect(run(sound, '--key', verifierKey(), '--lang', 'fr').stdout).toContain('\nVÉRIFIÉ\n');
    const { stdout } = run(sound, '--key', verifierKey(), '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'verified',
      exit: 0,
      checkpoint: { size: entries.length },
      steps: { tree: { status: 'passed' } },
    });
  });

  it('PROOF-3: ends with 1 and names the record when one byte was changed', () => {
    const broken = files.changed(sound, (copy) => {
      copy[copy.indexOf('"status":"open"') - 60] = 0x41;
      return copy;
    });
    const { status, stdout } = run(broken, '--key', verifierKey());
    expect(status).toBe(1);
    expect(stdout).toMatch(/record 2/);
    expect(stdout).toContain('\nFAILED: do not rely on this package\n');
  });

  it('PROOF-6: checks a receipt as well: 0 and what it says, or 1 and the step', async () => {
    const receipt = await receiptOf();
    const { status, stdout, stderr } = run(files.write(receipt), '--key', verifierKey());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('\nVERIFIED\n');
    expect(stdout).toContain('"address":"resident.2@example.ca"');
    const broken = run(
      files.write(receipt.replace('index 6', 'index 5')),
      '--key',
      verifierKey(),
      '--lang',
      'fr',
    );
    expect(broken.status).toBe(1);
    expect(broken.stdout).toContain('3. L’inscription est au journal: ÉCHEC');
    expect(broken.stdout).not.toContain('resident.2');
    const json = run(files.write(receipt), '--key', verifierKey(), '--json').stdout;
    expect(JSON.parse(json)).toMatchObject({ exit: 0, says: { index: 6 }, steps: { inclusion: 'passed' } });
  });

  it('ends with 2 when something could not be checked', () => {
    const newer = files.write(signedAt(entriesOf([...storyOf(1), ...storyOf(2)])));
    const { status, stdout } = run(sound, '--key', verifierKey(), '--known-checkpoint', newer);
    expect(status).toBe(2);
    expect(stdout).toContain('VERIFIED, WITH THE GAPS STATED ABOVE');
  });

  it.each([
    ['nothing', []],
    ['no key', [() => sound]],
    ['a key that is none', [() => sound, '--key', 'ledger.example.ca+00000000+AAAA']],
    ['no such file', ['/nowhere.zip', '--key', verifierKey()]],
    ['an option that it does not have', [() => sound, '--key', verifierKey(), '--trust']],
    ['two packages', [() => sound, () => sound, '--key', verifierKey()]],
    ['a language that it does not speak', [() => sound, '--key', verifierKey(), '--lang', 'de']],
  ])('ends with 3 and shows its use when given %s', (_, given) => {
    const { status, stdout, stderr } = run(
      ...given.map((each) => (typeof each === 'string' ? each : each())),
    );
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toContain('tidings-verify <package.zip> --key');
  });

  it('fails, and does not crash, on a folder or a file that is no package', () => {
    expect(run(files.file('.'), '--key', verifierKey()).status).toBe(1);
    expect(run(files.write(readFileSync(verifier)), '--key', verifierKey()).status).toBe(1);
  });
});
