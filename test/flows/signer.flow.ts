import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { withdrew } from '../../apps/consent/src/messages.testing.ts';
import { eventually, type LoneConsent, merkleRoot, startConsent } from '../support/index.ts';

const KILLS = 4;

describe('the signer of the ledger', () => {
  let consent: LoneConsent;
  /** Every root that ever left the signer, by its size: published, or only remembered when it was killed. */
  const seen = new Map<number, Set<string>>();
  const note = (text: string) => {
    const [, size, root = ''] = text.split('\n');
    seen.set(Number(size), (seen.get(Number(size)) ?? new Set()).add(root));
    return Number(size);
  };
  beforeAll(async () => {
    consent = await startConsent();
    note(await consent.published(1));
  }, 60_000);
  afterAll(() => consent.stop());

  const remembered = () => readFile(join(consent.signerFolder, 'signed-last'), 'utf8');

  it('SEND-3: killed between remembering and publishing, again and again, it never shows two roots of one size', async () => {
    for (let kills = 0; kills < KILLS; kills += 1) {
      const before = await remembered();
      const holder = new Client({ connectionString: consent.database.ownerUrl });
      await holder.connect();
      // Reading goes on, so the signer signs; what it signed cannot be published.
      await holder.query('BEGIN; LOCK TABLE consent.signed_checkpoints IN SHARE MODE');
      await consent.send(...Array.from({ length: kills + 1 }, () => withdrew({ residentId: randomUUID() })));
      const lost = await eventually(remembered, (text) => text !== before);
      await consent.service.kill('SIGKILL');
      await holder.query('ROLLBACK');
      await holder.end();
      expect(note(lost)).toBeGreaterThan(Number(before.split('\n')[1]));
      await consent.service.start();
      note(await consent.published(Number(lost.split('\n')[1])));
    }
    await consent.send(withdrew());
    const size = note(await consent.published(1 + (KILLS * (KILLS + 1)) / 2 + 1));
    expect(size).toBe(1 + (KILLS * (KILLS + 1)) / 2 + 1);
    const all = await entries(size);
    for (const [at, roots] of seen)
      expect([at, ...roots]).toEqual([at, merkleRoot(all.slice(0, at)).toString('base64')]);
    expect(seen.size).toBeGreaterThan(KILLS);
  }, 90_000);

  /** As C2SP tlog-tiles serves them: a length of two octets before each. */
  async function entries(size: number): Promise<Buffer[]> {
    const answer = await fetch(`${consent.service.url}/ledger/tile/entries/000.p/${size}`);
    const bundle = Buffer.from(await answer.arrayBuffer());
    const found: Buffer[] = [];
    for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at))
      found.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)));
    return found;
  }
});
