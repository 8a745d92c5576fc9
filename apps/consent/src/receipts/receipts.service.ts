import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '#libs/clock';
import { Corridor } from '#libs/messaging';
import { makeInclusionProof } from '#libs/tlog';
import { type Detail, openDetails } from '../details/detail.ts';
import { detailsAt } from '../details/details.query.ts';
import { entryAt, type StoredEntry } from '../evidence/entries.query.ts';
import { findNotices } from '../intake/notices.query.ts';
import { addressOf, readPayload } from '../ledger/consent-payload.ts';
import { derivedId } from '../ledger/derived-id.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { storedTiles } from '../publication/stored-tiles.ts';
import { encodeReceipt } from './receipt-file.ts';
import { type ReceiptView, viewOfPayload } from './receipt-view.ts';
import { coveringCheckpoint } from './receipts.query.ts';

/** `waiting`: no published checkpoint covers the entry yet, which takes a second. `none`: there is no such consent event. */
export type ReceiptState =
  | {
      state: 'ready' | 'waiting';
      view: ReceiptView;
      /** Where the resident is reached, as far as it is still known. */
      address: string | undefined;
      /** Whether the file says so too. */
      holdsAddress: boolean;
    }
  | { state: 'erased' }
  | { state: 'none' };

/** A receipt as a file. */
export interface ReceiptFile {
  name: string;
  text: string;
}

/** PROOF-6: the receipt of one consent event, which its resident can check for themselves, and for years. */
@Injectable()
export class ReceiptsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
  ) {}

  /** What there is for the entry at this index. */
  async find(index: number): Promise<ReceiptState> {
    const { manager } = this.dataSource;
    const entry = await entryAt(manager, index);
    if (entry?.kind !== 'consent') return { state: 'none' };
    if (!isOpen(entry)) return { state: 'erased' };
    const state = (await coveringCheckpoint(manager, index)) ? 'ready' : 'waiting';
    const payload = openDetails(readPayload(entry.payload), await detailsOf(manager, index));
    const inFile = addressOf(payload);
    const address = inFile ?? entry.address ?? undefined;
    return { state, view: viewOfPayload(index, payload), address, holdsAddress: inFile !== undefined };
  }

  /** @returns the receipt of the consent event at this index; undefined unless it is ready. It records nothing. */
  async of(index: number): Promise<ReceiptFile | undefined> {
    const { manager } = this.dataSource;
    const entry = await entryAt(manager, index);
    return entry && isOpen(entry) ? fileOf(manager, entry) : undefined;
  }

  /**
   * The same for who came by the link: the ledger records that the receipt was taken, once a day at most, so that nobody
   * makes it grow by pressing a button (PROOF-4).
   */
  async take(index: number): Promise<ReceiptFile | undefined> {
    return this.corridor.act(async (act) => {
      const entry = await entryAt(act.manager, index);
      const file = entry && isOpen(entry) ? await fileOf(act.manager, entry) : undefined;
      if (!entry || !isOpen(entry) || !file) return undefined;
      const day = this.clock.now().toISOString().slice(0, 10);
      const payload = {
        action: 'took-receipt',
        event_id: derivedId('took-receipt', index, day),
        ledger_index: index,
        resident_id: readPayload(entry.payload).resident_id,
      };
      await this.events.record(act, { kind: 'export', payload });
      return file;
    });
  }
}

type OpenEntry = StoredEntry & { payload: string; salt: Buffer };

function isOpen(entry: StoredEntry): entry is OpenEntry {
  return entry.kind === 'consent' && entry.payload !== null && entry.salt !== null;
}

async function fileOf(manager: EntityManager, entry: OpenEntry): Promise<ReceiptFile | undefined> {
  const { index, entry: leaf, payload, salt } = entry;
  const checkpoint = await coveringCheckpoint(manager, index);
  if (!checkpoint) return undefined;
  const hashes = readPayload(payload).topics.map(({ notice }) => notice);
  const words = await findNotices(manager, hashes);
  const text = encodeReceipt({
    index,
    hashes: await makeInclusionProof(index, checkpoint.size, storedTiles(manager)),
    checkpoint: checkpoint.note,
    opening: {
      leaf,
      payload,
      salt,
      details: await detailsOf(manager, index),
      notices: Object.fromEntries([...words].map(([hash, notice]) => [hash, notice.text])),
    },
  });
  return { name: `receipt-${index}.tlog-proof`, text };
}

async function detailsOf(manager: EntityManager, index: number): Promise<readonly Detail[]> {
  return (await detailsAt(manager, [index])).get(index) ?? [];
}
