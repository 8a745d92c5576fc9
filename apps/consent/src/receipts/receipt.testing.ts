import { Client } from 'pg';
import { type JsonObject, makeInclusionProof, type ReadTiles } from '#libs/tlog';
import type { RunningConsent } from '../consent.testing.ts';
import { closeDetails, type DetailKind, detailKinds } from '../details/detail.ts';
import { NOTICE_EN, payloads, sha256 } from '../messages.testing.ts';
import { entriesOf, signedAt, treeOf } from '../packages/package.testing.ts';
import { storyOf, type TestEntry } from '../packages/package-entries.testing.ts';
import { encodeReceipt } from './receipt-file.ts';

/** A ledger of eleven entries; the confirmation of the second resident is at 6. */
export const ledger = entriesOf([1, 2, 3].flatMap((resident) => storyOf(resident)));
export const CONFIRMED_AT = 6;

const noEntry: TestEntry = { kind: 'consent', entry: Buffer.alloc(0) };

/** The receipt of an entry against a checkpoint over all of them. */
export async function receiptOf(
  index = CONFIRMED_AT,
  { entries = ledger, fill = 7, notices = { [sha256(NOTICE_EN)]: NOTICE_EN } }: ReceiptOrder = {},
): Promise<string> {
  const { entry: leaf, payload = '', salt = Buffer.alloc(0), details = [] } = entries[index] ?? noEntry;
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
    opening: { leaf, payload, salt, details, notices },
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
    // Half of a surrogate pair too, which our own writer refuses.
    const ascii = JSON.stringify(Object.fromEntries(sorted)).replaceAll(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return `extra ${Buffer.from(ascii).toString('base64')}`;
  });
}

/** The same with other details: by kind, as the file has them. */
export function withDetailsChanged(
  receipt: string,
  change: (details: Record<string, { salt: string; value: string }>) => unknown,
): string {
  return withOpening(receipt, (opening) => {
    const details = opening.details as Parameters<typeof change>[0];
    change(details);
    const sorted = Object.entries(details).sort(([one], [other]) => (one < other ? -1 : 1));
    opening.details = Object.fromEntries(sorted);
  });
}

/** Details as a forger would put them in: each is refused by every verifier, as the detail that is named. */
export const forgedDetails: [string, Parameters<typeof withDetailsChanged>[1], string][] = [
  [
    'another address',
    ({ address }) => Object.assign(address ?? {}, { value: 'other@example.ca' }),
    'address',
  ],
  [
    'another salt',
    (details) => Object.assign(details.user_agent ?? {}, { salt: details.address?.salt }),
    'user_agent',
  ],
  [
    'one in the place of another',
    (details) => Object.assign(details, { client_address: details.user_agent }),
    'client_address',
  ],
  ['one that no payload knows', (details) => Object.assign(details, { mood: details.address }), 'mood'],
];

/** Payloads of a city that put another value beside the commitment: what is read would not be what was checked. */
export const doubled: [DetailKind, JsonObject][] = detailKinds.map((kind) => {
  const { payload } = closeDetails(payloads.confirmed(), () => Buffer.alloc(32, 1));
  const beside = { [kind]: 'other' };
  const manner = { ...payload.manner, ...(kind !== 'address' && beside) };
  return [kind, { ...payload, ...(kind === 'address' && beside), manner, v: 1 }];
});

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
