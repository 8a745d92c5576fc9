import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../tools/project.ts';

/** The short form of `npm run chaos:delivery`, whose hundred thousand residents take many minutes. */
const SHORT = ['--residents', '1500', '--kills', '5', '--crashes', '1', '--flushes', '1'];

describe('a dispatch through a hostile server', () => {
  it('SEND-2, SEND-3, LEAVE-4: accounts for everyone, and mails nobody who left, while everything is killed', () => {
    const program = join(ROOT, 'tools', 'chaos', 'delivery', 'main.ts');
    const ran = spawnSync(process.execPath, [program, ...SHORT], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 400_000,
    });
    // What it printed names the seed and the faults.
    expect(`${ran.stdout}${ran.stderr}`).toMatch(/everyone is accounted for, .* but what was on the wire\n$/);
    expect(ran.status).toBe(0);
  }, 420_000);
});
