import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../tools/project.ts';

describe('the benchmark of the site', () => {
  it('runs to its end in its short form and loses nothing; its figures decide nothing here', () => {
    const program = join(ROOT, 'tools', 'bench', 'site', 'main.ts');
    const short = ['--homes', '200', '--asks', '60', '--leaves', '60', '--connections', '5'];
    const ran = spawnSync(process.execPath, [program, ...short], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 200_000,
    });
    const told = `${ran.stdout}${ran.stderr}`;
    expect(told).not.toContain('FAULT');
    expect(told).toMatch(/Home page +200 in/);
    expect(told).toMatch(/60 × 303, 0 without an answer[\s\S]*60 pending requests, 60 mails/);
    expect(told).toMatch(/60 × 200, 0 without an answer[\s\S]*effective/);
    expect(ran.status).toBe(0);
  }, 210_000);
});
