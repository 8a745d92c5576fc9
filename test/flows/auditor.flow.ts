import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type City,
  eventually,
  exportedFile,
  follow,
  leafHash,
  linkIn,
  merkleRoot,
  PLAN,
  press,
  signIn,
  startCity,
  type Visitor,
} from '../support/index.ts';

interface ExportedRecord {
  kind: string;
  action?: string;
  address?: string;
  topics?: string[];
  notices: { sha256: string; text: string }[];
  leaf: string;
  leaf_hash: string;
}

describe('an auditor', () => {
  let city: City;
  let auditor: Visitor;
  beforeAll(async () => {
    city = await startCity();
    const welcome = await follow(city, 'resident@residents.example.org');
    await press(linkIn(welcome, '/leave/'), {}, 'everything');
    auditor = (await signIn(city, '/audit', 'demo-odile')).visitor;
  }, 90_000);
  afterAll(() => city.stop());

  const fileOf = async (format: string) => (await exportedFile(auditor, format)).toString('utf8');

  const exported = async () => {
    return (await fileOf('ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ExportedRecord);
  };
  const withdrawn = () =>
    eventually(exported, (records) => records.some(({ action }) => action === 'withdrew'), 20);

  it('PROOF-1, PROOF-4: downloads asked, confirmed and withdrew, each with its words', async () => {
    const events = (await withdrawn()).filter(({ kind }) => kind === 'consent');
    expect(events.map(({ action }) => action)).toEqual(['asked', 'confirmed', 'withdrew']);
    for (const event of events) {
      expect(event.topics).toEqual([PLAN]);
      const [notice] = event.notices;
      expect(notice?.text).toContain('City of Toronto Act, 2006');
      expect(
        createHash('sha256')
          .update(notice?.text ?? '')
          .digest('hex'),
      ).toBe(notice?.sha256);
    }
    expect(events[0]?.address).toBe('resident@residents.example.org');
  });

  it('PROOF-2: the published root follows from the downloaded leaves', async () => {
    await withdrawn();
    const checkpoint = (await (await fetch(`${city.url}/api/consent/v1/checkpoint`)).json()) as {
      size: number;
      root: string;
    };
    // Asking for a file is itself an entry: the file may have more than the checkpoint before it.
    let records = await exported();
    while (records.length < checkpoint.size) records = await exported();
    records = records.slice(0, checkpoint.size);
    const entries = records.map(({ leaf }) => Buffer.from(leaf));
    expect(entries.map((entry) => leafHash(entry).toString('base64'))).toEqual(
      records.map(({ leaf_hash }) => leaf_hash),
    );
    expect(checkpoint).toMatchObject({
      size: entries.length,
      root: merkleRoot(entries).toString('base64'),
    });
  });

  it('PROOF-4: the same as CSV, whose rows a spreadsheet can read', async () => {
    await withdrawn();
    const table = await fileOf('csv');
    for (const action of ['asked', 'confirmed', 'withdrew']) expect(table).toContain(`"${action}"`);
    expect(table).toContain('City of Toronto Act, 2006');
  });

  it('is the only one to see them: an author is refused, and nobody without signing in gets anything', async () => {
    const { visitor, page } = await signIn(city, '/audit', 'demo-amira');
    expect(page.status).toBe(403);
    expect((await visitor.open('/audit/exports')).status).toBe(403);
    const stranger = await fetch(`${city.url}/audit/exports`, { redirect: 'manual' });
    expect(stranger.status).toBe(303);
  });

  it('ABUSE-5: looking leaves no address in any log', () => {
    expect(city.logs()).not.toContain('residents.example.org');
  });
});
