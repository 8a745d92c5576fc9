import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCheckpoint, openNote, parseVerifierKey } from '#libs/tlog';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { KeysService } from './keys.service.ts';
import { PublicationService } from './publication.service.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');

let consent: RunningConsent;

beforeEach(async () => {
  consent = await openConsent({ LEDGER_KEY: key(3) });
});

afterEach(async () => {
  await consent.stop();
});

async function recorded(): Promise<{ action: string; verifier_key: string; previous: string[] }[]> {
  await consent.sequence();
  const rows = await consent.dataSource.query<{ payload: string }[]>(
    `SELECT payload FROM records JOIN leaves ON leaves.index = leaf_index
     WHERE kind = 'key' ORDER BY leaf_index`,
  );
  return rows.map(({ payload }) => JSON.parse(payload));
}

describe('the keys of the ledger', () => {
  it('the first is shown once, however often the service starts', async () => {
    await consent.app.get(KeysService).note();
    await consent.app.get(KeysService).note();
    const keys = await consent.app.get(KeysService).all();
    expect(keys).toEqual([expect.objectContaining({ signs: true })]);
    expect(openNote(keys[0]?.statement ?? '', [parseVerifierKey(keys[0]?.verifierKey ?? '')]).text).toContain(
      keys[0]?.verifierKey,
    );
    expect(await recorded()).toEqual([]);
  });

  it('PROOF-3: a new one is recorded and vouched for by the old, and both sign what follows', async () => {
    await consent.app.get(KeysService).note();
    await consent.sequence();
    const { signerFolder } = consent.settings;
    const rotated = await openConsent(
      { LEDGER_KEY: `${key(4)},${key(3)}`, SIGNER_FOLDER: signerFolder },
      consent.database,
    );
    try {
      await rotated.app.get(KeysService).note();
      const [changed] = await recorded();
      const [old = ''] = changed?.previous ?? [];
      expect(changed?.action).toBe('changed');
      const keys = await rotated.app.get(KeysService).all();
      expect(keys.map(({ signs }) => signs)).toEqual([true, true]);
      const statement = keys.find((each) => each.verifierKey === changed?.verifier_key)?.statement ?? '';
      const trusted = parseVerifierKey(old);
      expect(openNote(statement, [trusted]).text).toBe(`tidings/ledger-key/v1\n${changed?.verifier_key}\n`);
      const note = (await rotated.app.get(PublicationService).publish())?.note ?? '';
      expect(openCheckpoint(note, trusted).size).toBe(2);
      expect(openCheckpoint(note, parseVerifierKey(changed?.verifier_key ?? '')).size).toBe(2);
    } finally {
      await rotated.stop();
    }
    const after = await openConsent({ LEDGER_KEY: key(4), SIGNER_FOLDER: signerFolder }, consent.database);
    try {
      await after.app.get(KeysService).note();
      const keys = await after.app.get(KeysService).all();
      expect(keys.filter(({ signs }) => signs)).toHaveLength(1);
      expect(await recorded()).toHaveLength(1);
    } finally {
      await after.stop();
    }
  });
});
