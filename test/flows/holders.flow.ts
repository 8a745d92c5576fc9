import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DIST } from '../../tools/project.ts';
import { type City, exportedFile, follow, type ReceivedMail, signIn, startCity } from '../support/index.ts';
import { ownName, testRun } from '../support/run.ts';

const VERIFIER = join(DIST, 'assets', 'tidings-verify.mjs');

describe('somebody outside the city who keeps its checkpoints', () => {
  let city: City;
  let mail: ReceivedMail;
  let key: string;
  let evidence: string;
  const folder = join(testRun().folder, ownName('holder'));
  const keep = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  beforeAll(async () => {
    mkdirSync(folder);
    city = await startCity({ settings: { CHECKPOINT_HOLDERS: 'keeper@holders.example.org' } });
    mail = await city.mails.nextMail('keeper@holders.example.org');
    const page = await (await fetch(`${city.url}/ledger?lang=en`)).text();
    key = /[^\s<>]+\+[0-9a-f]{8}\+[\w+/]+=*/.exec(page)?.[0] ?? '';
    await follow(city, 'resident@residents.example.org');
    const { visitor } = await signIn(city, '/audit', 'demo-odile');
    evidence = keep('evidence.zip', await exportedFile(visitor, 'package'));
  }, 90_000);
  afterAll(() => city.stop());

  /** The program as it is given out, in a process of its own. */
  const check = (kept: string) => {
    const given = [VERIFIER, evidence, '--key', key, '--known-checkpoint', kept, '--json', '--lang', 'en'];
    const { status, stdout } = spawnSync(process.execPath, given, { encoding: 'utf8' });
    return { status, report: JSON.parse(stdout) };
  };
  const attached = () => Buffer.from(mail.parsed.attachments[0]?.content as ArrayBuffer);

  it('PROOF-3: gets a file that the verifier takes, and later evidence continues it', () => {
    const { status, report } = check(keep('checkpoint.txt', attached()));
    expect(report.steps.consistency).toMatchObject({ faults: [] });
    expect(report.steps.consistency.counted.checkpoints).toBeGreaterThan(0);
    expect(status).toBe(0);
  });

  it('PROOF-3: is told when the city’s evidence has another root at that size', () => {
    const [origin, size] = attached().toString('utf8').split('\n');
    const other = `${origin}\n${size}\n${Buffer.alloc(32, 7).toString('base64')}\n`;
    const { status, report } = check(keep('other.txt', other));
    expect(JSON.stringify(report.steps.consistency.faults)).toContain('"fork"');
    expect(status).toBe(1);
  });

  it('sees on the ledger’s page which day went out, and no address is in any log', async () => {
    const page = await (await fetch(`${city.url}/ledger?lang=en`)).text();
    const day = /checkpoint-(\d{4})-\d\d-(\d\d)\.txt/.exec(mail.parsed.attachments[0]?.filename ?? '');
    expect(page).toMatch(new RegExp(`went out on \\w+, \\w+ ${Number(day?.[2])}, ${day?.[1]}, with`));
    expect(city.logs()).toContain('"holders":1');
    expect(city.logs()).not.toContain('example.org');
  });
});
