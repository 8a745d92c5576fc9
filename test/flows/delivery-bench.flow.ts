import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT } from '../../tools/project.ts';

describe('the benchmark of delivery', () => {
  it('SEND-2, LEAVE-1: accounts for everyone, each mail with its own leave link; its speed decides nothing here', () => {
    const program = join(ROOT, 'tools', 'bench', 'delivery', 'main.ts');
    const short = [
      '--residents',
      '2000',
      '--sessions',
      '8',
      '--while',
      '--round-trip',
      '4',
      '--profile',
      '200',
      '--dkim',
    ];
    const ran = spawnSync(process.execPath, [program, ...short], {
      cwd: ROOT,
      encoding: 'utf8',
      timeout: 280_000,
    });
    const told = `${ran.stdout}${ran.stderr}`;
    expect(told).toMatch(
      /Sample +200 mails of \d+ octets, each with its own unsubscribe link, signed with RSA-2048/,
    );
    expect(told).toMatch(/Dispatch +\d+ residents into our own sink: \d+ mails a second/);
    expect(told).toMatch(/Statement +\d+ = \d+ accepted \+ \d+ suppressed \+ 0 failed \+ 0 uncertain/);
    expect(told).toMatch(/ notification +\d+ µs a mail +\d+ MB at most/);
    // Everybody who left, and everybody who asked, was heard.
    expect(told).toMatch(
      /standing ended: half within [\d.]+ s, 99 of 100 within [\d.]+ s, all within [\d.]+ s/,
    );
    expect(told).toMatch(/Letters +half within [\d.]+ s, 99 of 100 within [\d.]+ s, all within [\d.]+ s/);
    for (const stage of ['read', 'check', 'render', 'sign', 'wire', 'record'])
      expect(told).toMatch(new RegExp(` ${stage} +[\\d.]+ µs +\\d+ %`));
    expect(told).toMatch(/Where it goes +\d+ µs/);
    expect(ran.status).toBe(0);
  }, 300_000);
});
