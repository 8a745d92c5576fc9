import { Client } from 'pg';
import { makeInclusionProof, type ReadTiles } from '#libs/tlog';
import type { RunningConsent } from '../consent.testing.ts';
import { NOTICE_EN, sha256 } from '../messages.testing.ts';
import { entriesOf, signedAt, treeOf } from '../packages/package.testing.ts';
import { storyOf, type TestEntry } from '../packages/package-entries.testing.ts';
import { encodeReceipt } from './receipt-file.ts';

/** A ledger of eleven entries; the confirmation of the second resident is at 6. */
export const ledger = entriesOf([1, 2, 3].flatMap((resident) => storyOf(resident)));
export const CONFIRMED_AT = 6;

/** The receipt of an entry against a checkpoint over all of them. */
export async function receiptOf(
  index = CONFIRMED_AT,
  { entries = ledger, fill = 7, notices = { [sha256(NOTICE_EN)]: NOTICE_EN } }: ReceiptOrder = {},
): Promise<string> {
  const { entry: leaf, payload = '', salt = Buffer.alloc(0) } = entries[index] ?? { entry: Buffer.alloc(0) };
  const { tiles } = treeOf(entries);
  const readTiles: ReadTiles = async (wanted) =>
    wanted.map(
      ({ level, index: at }) =>
        tiles.find((tile) => tile.level === level && tile.index === at)?.hashes ?? new Uint8Array(),
    );
  return encodeReceipt({
    index,
    hashes: await makeInclusionProof(index, entries.length, readTiles),
    checkpoint: signedAt(entries, entries.length, fill),
    opening: { leaf, payload, salt, notices },
  });
}

interface ReceiptOrder {
  entries?: TestEntry[];
  /** Of the key that signs. */
  fill?: number;
  notices?: Record<string, string>;
}

/** The receipt with another opening: as somebody would forge it. */
export function withOpening(receipt: string, change: (opening: Record<string, unknown>) => void): string {
  return receipt.replace(/^extra (.+)$/m, (_, extra: string) => {
    const opening = JSON.parse(Buffer.from(extra, 'base64').toString('latin1'));
    change(opening);
    const sorted = Object.entries(opening).sort(([one], [other]) => (one < other ? -1 : 1));
    return `extra ${Buffer.from(JSON.stringify(Object.fromEntries(sorted))).toString('base64')}`;
  });
}

/** Nobody signs, and so publishes, until it is released. `query` is asked as the database's owner. */
export async function holdSigner({ database }: RunningConsent) {
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  await client.query("SELECT pg_advisory_lock(hashtext('tidings ledger signer'))");
  return {
    query: (statement: string, parameters: unknown[]) => client.query(statement, parameters),
    release: () => client.end(),
  };
}
