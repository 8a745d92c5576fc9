import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { ResidentErasedV2 } from '#libs/contracts';
import { type Act, Corridor } from '#libs/messaging';
import { dropAccess } from '../access/access-requests.query.ts';
import { spellingsOf } from '../access/spellings.query.ts';
import { lockLedger } from '../ledger/ledger.query.ts';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { addressKey } from '../ledger/records.query.ts';
import { ConsentSettings } from '../settings.ts';
import { addressHash } from './address-hash.ts';
import { endWhatTheyFollow } from './erased-events.ts';
import { type ErasureEntry, ErasureJournal } from './erasure-journal.ts';
import { deleteRecords, isDone, knownErasures, noteErasure, residentsAt } from './erasures.query.ts';
import { isHeld } from './holds.query.ts';
import { JournalIncomplete, UnderLegalHold } from './rights-errors.ts';

export interface Erased {
  /** How many ids the address had. */
  residents: number;
  /** How many records were deleted; their leaves stay. */
  records: number;
}

export interface ErasureOrder {
  erasureId: string;
  address: string;
  also?: string;
  by: string;
  reason: string;
}

/** Erases residents, for good: the journal outlives the database, and is carried out again in one that was restored. */
@Injectable()
export class ErasuresService {
  readonly #journal: ErasureJournal;

  constructor(
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: ConsentSettings,
  ) {
    this.#journal = new ErasureJournal(settings.erasureJournalFile);
  }

  /**
   * The line of the journal is durable before anything goes: an erasure that was cut short is finished at the next start.
   * @param by who does it; `reason`, e.g. the number of the request. Neither may name the resident.
   * @throws UnderLegalHold
   */
  async erase({ address, by, reason }: { address: string; by: string; reason: string }): Promise<Erased> {
    const erasureId = this.random.uuid();
    return this.corridor.act((act) => this.eraseIn(act, { erasureId, address, by, reason }));
  }

  /**
   * The same inside the caller's transaction.
   * @param also an id of the address that the ledger may not know.
   */
  async eraseIn(act: Act, { erasureId, address, also, by, reason }: ErasureOrder): Promise<Erased> {
    const key = addressKey(address);
    await lockLedger(act.manager);
    const known = await residentsAt(act.manager, key);
    const residentIds = [...new Set([...known, ...(also === undefined ? [] : [also])])].sort();
    if (await isHeld(act.manager, residentIds)) throw new UnderLegalHold();
    const entry: ErasureEntry = {
      v: 1,
      erasure_id: erasureId,
      erased_at: this.clock.now().toISOString(),
      resident_ids: residentIds,
      address_hash: addressHash(key, this.settings.addressKey[0] ?? '').toString('base64'),
      by,
      reason,
    };
    this.#journal.append(entry);
    return this.#carryOut(act, entry, [address]);
  }

  /**
   * Carries out what this database does not know of, or what came back into it. To be called before anything is served.
   * @returns how many erasures were carried out.
   * @throws JournalIncomplete when the database knows of erasures that the journal does not have.
   */
  async replay(): Promise<number> {
    const entries = this.#journal.read();
    await this.#refuseLostLines(entries);
    let carriedOut = 0;
    for (const entry of entries) {
      await this.corridor.act(async (act) => {
        await lockLedger(act.manager);
        if (await isDone(act.manager, entry)) return;
        await this.#carryOut(act, entry);
        carriedOut += 1;
      });
    }
    return carriedOut;
  }

  async #refuseLostLines(entries: ErasureEntry[]): Promise<void> {
    const inJournal = new Set(entries.map((entry) => entry.erasure_id));
    const known = await this.corridor.act(({ manager }) => knownErasures(manager));
    if (!known.every((id) => inJournal.has(id))) throw new JournalIncomplete();
  }

  /** @param typed spellings of the address besides those that the database knows: a journal has none. */
  async #carryOut(act: Act, entry: ErasureEntry, typed: string[] = []): Promise<Erased> {
    const { resident_ids: residentIds, address_hash: hash, erased_at: erasedAt } = entry;
    const addresses = [...new Set([...typed, ...(await spellingsOf(act.manager, [...residentIds]))])];
    await noteErasure(act.manager, entry);
    await endWhatTheyFollow(act, entry);
    const leaves = await deleteRecords(act.manager, residentIds);
    await dropAccess(act.manager, { residentIds, addressHash: Buffer.from(hash, 'base64') });
    await this.events.record(act, {
      kind: 'erase',
      payload: {
        action: 'erased-resident',
        event_id: entry.erasure_id,
        occurred_at: erasedAt,
        ...(residentIds[0] !== undefined && { resident_id: residentIds[0] }),
        resident_ids: residentIds,
        entries: leaves,
        by: entry.by,
        reason: entry.reason,
      },
    });
    const erased = { residentIds: [...residentIds], addressHash: hash, addresses, erasedAt };
    act.post(Object.assign(new ResidentErasedV2(), erased));
    return { residents: residentIds.length, records: leaves.length };
  }
}
