import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commitTo } from '#libs/tlog';
import { openConsent, type RunningConsent } from '../consent.testing.ts';
import { fillInbox, naiveRoot, storedEntries } from '../ledger.testing.ts';

let consent: RunningConsent;

beforeEach(async () => {
  consent = await openConsent();
});

afterEach(async () => {
  await consent.stop();
});

describe('the ledger', () => {
  it('PROOF-2: has at each checkpoint the root that RFC 6962 defines over the stored leaves', async () => {
    for (const count of [0, 1, 2, 255, 300]) {
      await fillInbox(consent, count);
      await consent.sequence();
    }
    const entries = await storedEntries(consent);
    const checkpoints = await consent.dataSource.query<{ size: string; root: Buffer }[]>(
      'SELECT size, root FROM checkpoints ORDER BY size',
    );
    expect(checkpoints.map(({ size }) => Number(size))).toEqual([1, 2, 4, 259, 559]);
    for (const { size, root } of checkpoints) {
      expect(root.toString('hex')).toBe(naiveRoot(entries.slice(0, Number(size))).toString('hex'));
    }
  });

  it('PROOF-2: holds of an event only a commitment, which payload and salt open', async () => {
    await fillInbox(consent, 20);
    await consent.sequence();
    const rows = await consent.dataSource.query<{ entry: Buffer; payload: string; salt: Buffer }[]>(
      'SELECT entry, payload, salt FROM leaves JOIN records ON leaf_index = index ORDER BY index',
    );
    expect(rows).toHaveLength(20);
    for (const { entry, payload, salt } of rows) {
      const commitment = commitTo(payload, salt).toString('base64');
      expect(entry.toString()).toBe(`{"c":"${commitment}","k":"consent","v":1}`);
    }
    expect(new Set(rows.map(({ salt }) => salt.toString('hex'))).size).toBe(20);
  });
});
