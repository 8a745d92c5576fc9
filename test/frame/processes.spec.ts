import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { identify, isAlive } from '../../tools/processes/identity.ts';
import { endLeftovers, ownerOf } from '../../tools/processes/leftovers.ts';
import { Processes } from '../../tools/processes/processes.ts';
import { waitUntil } from '../../tools/processes/wait-until.ts';

describe('processes that a command started', () => {
  let folder: string;
  let record: string;
  let processes: Processes;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidings-processes-'));
    record = join(folder, 'record');
    processes = new Processes(record);
  });

  afterEach(async () => {
    await processes.stopAll();
    rmSync(folder, { recursive: true });
  });

  /** A program that says when it is there, and when it was asked to end. */
  async function start(name: string, program = '') {
    const output = join(folder, 'log');
    const script = `process.on('SIGTERM', () => { console.log('${name} ends'); process.exit(); });
      ${program}; setInterval(() => undefined, 1000); console.log('${name} is there')`;
    const child = await processes.start({
      name,
      command: process.execPath,
      args: ['-e', script],
      env: {},
      output,
    });
    await waitUntil(`${name} to be there`, 10, () =>
      readFileSync(output, 'utf8').includes(`${name} is there`),
    );
    return child;
  }

  it('are stopped in the reverse order, and the record of them goes', async () => {
    const children = [await start('first'), await start('second')];
    await processes.stopAll();
    expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(/second ends\nfirst ends\n$/);
    expect(children.some((child) => child.isRunning())).toBe(false);
    expect(ownerOf(record)).toBeUndefined();
  });

  it('are ended by force when they do not listen', async () => {
    const child = await start(
      'deaf',
      `process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => undefined)`,
    );
    await child.stop(0.2);
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
  });

  it('are missed when one ends by itself', async () => {
    await start('steady');
    const frail = await start('frail');
    const missed = processes.firstToEnd();
    frail.kill('SIGKILL');
    expect((await missed).name).toBe('frail');
  });

  it('are ended by the next command when theirs was killed outright', async () => {
    const child = await start('left');
    expect(await endLeftovers(record)).toEqual(['left']);
    expect(await child.ended).toMatchObject({ code: 0 });
  });

  it('are left alone when the number now belongs to another process', async () => {
    const child = await start('other');
    const entries = readFileSync(record, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    writeFileSync(record, entries.map((entry) => JSON.stringify({ ...entry, born: 'before' })).join('\n'));
    expect(await endLeftovers(record)).toEqual([]);
    expect(child.isRunning()).toBe(true);
  });

  it('are known to run by the command that owns them', () => {
    expect(ownerOf(record)).toBe(process.pid);
    const self = identify(process.pid);
    expect(self && isAlive(self)).toBe(true);
    expect(identify(2 ** 30)).toBeUndefined();
  });
});
