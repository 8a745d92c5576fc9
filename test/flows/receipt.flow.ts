import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DIST } from '../../tools/project.ts';
import { type City, eventually, follow, linkIn, startCity, Visitor } from '../support/index.ts';

const ADDRESS = 'keeps@residents.example.org';

describe('a resident keeps the receipt of their consent', () => {
  let city: City;
  let folder: string;
  let link: string;
  let receipt: string;
  beforeAll(async () => {
    city = await startCity();
    folder = mkdtempSync(join(tmpdir(), 'tidings-receipt-'));
    link = linkIn(await follow(city, ADDRESS), '/verify/receipt/');
  }, 120_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await city.stop();
  });

  it('PROOF-6, CONF-1: opens the link of the welcome letter, which tells a mail scanner no address and no more', async () => {
    await fetch(link, { method: 'HEAD' });
    const page = await readyPage();
    expect(page.title).toBe('Your receipt');
    expect(page.html).toContain('Digital Infrastructure Plan updates');
    expect(page.html).not.toContain('residents.example.org');
    expect(page.headers.get('content-disposition')).toBeNull();
  });

  it('PROOF-6: gets the file by its button', async () => {
    const answer = await fetch(link, { method: 'POST' });
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="receipt-\d+\.tlog-proof"$/,
    );
    receipt = await answer.text();
    expect(receipt).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra \S+\nindex \d+\n/);
  });

  it('PROOF-6: shows it to the page that checks it, and to the program that needs no city', async () => {
    const page = await shown(receipt);
    expect(page).toContain('This receipt is sound');
    expect(page).toContain(ADDRESS);
    const { status, stdout } = verified(receipt, await verifierKey());
    expect({ status, says: stdout.includes(`"address":"${ADDRESS}"`) }).toEqual({ status: 0, says: true });
  });

  it('PROOF-3: both refuse a receipt with another address in it', async () => {
    const [, extra = ''] = /^extra (.+)$/m.exec(receipt) ?? [];
    const opening = Buffer.from(extra, 'base64').toString().replace(ADDRESS, 'other@residents.example.org');
    const forged = receipt.replace(extra, Buffer.from(opening).toString('base64'));
    expect(await shown(forged)).toContain('The e-mail address in it is not what its entry commits to');
    expect(verified(forged, await verifierKey()).status).toBe(1);
  });

  it('a link that was not sent leads to nothing', async () => {
    const page = await new Visitor(city.url).open(
      new URL(link).pathname.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    );
    expect([page.status, page.title]).toEqual([404, 'There is no receipt here']);
  });

  it('ABUSE-5: no log of the whole run holds the address, the token or what was shown', () => {
    const logs = city.logs();
    expect(logs).toContain('/verify/receipt/:token');
    expect(logs).not.toContain('residents.example.org');
    expect(logs).not.toContain(new URL(link).pathname.split('/')[3]);
    expect(logs).not.toContain('tlog-proof@v1');
  });

  /** The ledger is signed within a second or two. */
  async function readyPage() {
    const open = () => new Visitor(city.url).open(link);
    return eventually(open, ({ forms }) => forms.length > 0);
  }

  async function shown(text: string): Promise<string> {
    const form = new FormData();
    form.set('receipt', new Blob([text]), 'receipt.tlog-proof');
    const answer = await fetch(`${city.url}/verify?lang=en`, { method: 'POST', body: form });
    return answer.text();
  }

  /** Noted from the ledger's page, as a resident would. */
  async function verifierKey(): Promise<string> {
    const { html } = await new Visitor(city.url).open('/ledger?lang=en');
    return /<code class="site-hash">([^<]+\+[0-9a-f]{8}\+[^<]+)<\/code>/.exec(html)?.[1] ?? '';
  }

  function verified(text: string, key: string) {
    const file = join(folder, 'receipt.tlog-proof');
    writeFileSync(file, text);
    const program = join(DIST, 'assets', 'tidings-verify.mjs');
    return spawnSync(process.execPath, [program, file, '--key', key], { encoding: 'utf8' });
  }
});
