import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../tools/project.ts';

describe('the benchmark of the ledger', () => {
  it('runs to its end in its short form; its figures decide nothing here', () => {
    const program = join(ROOT, 'tools', 'bench', 'ledger', 'main.ts');
    const short = ['--events', '300', '--writers', '8', '--backlog', '1000'];
    const ran = spawnSync(process.execPath, [program, ...short], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 280_000,
    });
    const told = `${ran.stdout}${ran.stderr}`;
    expect(told).toMatch(/Corridor +300 events in/);
    expect(told).toMatch(/Drain +1000 events in/);
    // Ten notices and the genesis come before the events.
    expect(told).toMatch(/Package +1011 entries/);
    expect(told).toMatch(/Verify +.* MB at most/);
    expect(ran.status).toBe(0);
  }, 300_000);
});
