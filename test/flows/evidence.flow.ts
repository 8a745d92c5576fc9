import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeVerifierKey, makeVerifierKey, parseVerifierKey, type VerifierKey } from '#libs/tlog';
import { noteSigner } from '../../apps/consent/src/signing/signing-keys.ts';
import { WitnessMemory } from '../../tools/witness/memory.ts';
import { witnessServer } from '../../tools/witness/server.ts';
import { Witness } from '../../tools/witness/witness.ts';
import {
  announce,
  type City,
  eventually,
  follow,
  linkIn,
  press,
  signIn,
  startCity,
  untilFigures,
  type VisitedPage,
  type Visitor,
} from '../support/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidings-evidence-flow-'));
const signer = noteSigner('witness.example.org', Buffer.alloc(32, 9).toString('base64'));
const WITNESS = encodeVerifierKey(makeVerifierKey(signer.name, 'cosignature', signer.privateKey));

interface Verdict {
  exit: number;
  witnessed: { name: string; size: number }[];
  steps: Record<string, { gaps: { code: string }[]; counted: Record<string, number>; faults: unknown[] }>;
}

describe('evidence of a dispatch', () => {
  let city: City;
  let witness: Server;
  let auditor: Visitor;
  let key: string;
  let verifier: string;

  beforeAll(async () => {
    // It learns the log's key as anybody would: from the city's page, once that is there.
    const logs: VerifierKey[] = [];
    const memory = new WitnessMemory(join(folder, 'witness'));
    witness = witnessServer(new Witness(signer, { logs, memory, now: () => new Date() }));
    await new Promise<void>((resolve) => witness.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(witness.address() as AddressInfo).port}`;
    city = await startCity({ settings: { WITNESSES: `${WITNESS} ${url}` } });
    const page = await (await fetch(`${city.url}/ledger`)).text();
    key = /[^\s<>]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+/.exec(page)?.[0] ?? '';
    logs.push(parseVerifierKey(key));
    verifier = join(folder, 'tidings-verify.mjs');
    writeFileSync(verifier, await (await fetch(`${city.url}/ledger/assets/tidings-verify.mjs`)).text());
    auditor = (await signIn(city, '/audit', 'demo-odile')).visitor;
  }, 90_000);
  afterAll(async () => {
    await city.stop();
    witness.close();
    witness.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  /** Runs what the city hands out, as an auditor does. */
  function verify(file: Buffer, ...more: string[]): Verdict {
    const path = join(folder, 'package.zip');
    writeFileSync(path, file);
    const { stdout } = spawnSync(process.execPath, [verifier, path, '--key', key, '--json', ...more], {
      encoding: 'utf8',
    });
    return JSON.parse(stdout) as Verdict;
  }

  const filesOn = (page: VisitedPage) =>
    [...page.html.matchAll(/href="([^"]+\/file)"/g)].map(([, href = '']) => href);

  /** Asks by a form of the page, and fetches the file when it is ready. */
  async function fileFrom(page: VisitedPage, fields: Record<string, string>): Promise<Buffer> {
    const before = filesOn(await auditor.open('/audit/exports?lang=en'));
    await auditor.send(page, fields, '/audit/exports');
    const href = await until(async () =>
      filesOn(await auditor.open('/audit/exports?lang=en')).find((each) => !before.includes(each)),
    );
    return Buffer.from(await auditor.bytes(href));
  }

  it('PROOF-3, PROOF-4: a package of everything verifies with nothing else at hand, and a witness vouches', async () => {
    const addresses = ['ada', 'bea', 'cyd'].map((name) => `${name}@residents.example.org`);
    const [welcome] = await Promise.all(addresses.map((address) => follow(city, address)));
    const path = await announce(city, 'The discussion guide');
    await untilFigures(city, path, ({ Accepted }) => Accepted === 3);
    if (welcome) await press(linkIn(welcome, '/leave/'), {}, 'everything');
    await until(async () => (await dispatchPage()).html.includes('Complete'));
    const everything = { format: 'package', scope: 'everything' };
    const verdict = await until(async () => {
      const file = await fileFrom(await auditor.open('/audit/exports?lang=en'), everything);
      const found = verify(file, '--witness', WITNESS);
      return found.witnessed.length > 0 && found.steps.history?.counted.deliveries ? found : undefined;
    });
    expect(verdict.steps.history?.counted).toMatchObject({ dispatches: 1, deliveries: 3 });
    expect(Object.values(verdict.steps).flatMap(({ faults, gaps }) => [...faults, ...gaps])).toEqual([]);
    expect(verdict.witnessed).toMatchObject([{ name: 'witness.example.org' }]);
    expect(verdict.exit).toBe(0);
  }, 120_000);

  it('PROOF-4: the page of a dispatch gives its package, whose only gap is what the scope leaves out', async () => {
    const verdict = verify(await fileFrom(await dispatchPage(), {}));
    expect(verdict.steps.history?.counted).toMatchObject({ dispatches: 1, deliveries: 3 });
    expect(Object.values(verdict.steps).flatMap(({ gaps }) => gaps.map(({ code }) => code))).toEqual([
      'omitted',
    ]);
    expect(verdict.exit).toBe(2);
  }, 60_000);

  async function dispatchPage(): Promise<VisitedPage> {
    const list = await auditor.open('/audit/dispatches?lang=en');
    return auditor.open(/href="(\/audit\/dispatches\/\d+[^"]*)"/.exec(list.html)?.[1] ?? '/audit/dispatches');
  }

  it('ABUSE-5: no log of the whole run holds an address', () => {
    expect(city.logs()).not.toContain('residents.example.org');
  });
});

/** Asks until there is an answer, for at most a minute. */
async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  return (await eventually(look, Boolean, 60)) as T;
}
