import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../tools/project.ts';

/** The short form of `npm run chaos:ledger`, which tries every step and takes some minutes. */
const SHORT = ['--steps', '4', '--kills', '4', '--crashes', '1'];

describe('the ledger under kill -9', () => {
  it('PROOF-2, SEND-3: loses no acknowledged event, has no gap, and every checkpoint ever signed still holds', () => {
    const program = join(ROOT, 'tools', 'chaos', 'ledger', 'main.ts');
    const ran = spawnSync(process.execPath, [program, ...SHORT], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 400_000,
    });
    // What it printed names the seed, the step and the fault.
    expect(`${ran.stdout}${ran.stderr}`).toMatch(/nothing was lost, nothing is there twice, no gap\n$/);
    expect(ran.status).toBe(0);
  }, 420_000);
});
