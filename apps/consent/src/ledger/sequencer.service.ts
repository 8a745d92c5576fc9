import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { type Act, Corridor } from '#libs/messaging';
import { takePending } from '../intake/pending.query.ts';
import { SealedConfirmations } from '../intake/sealed-confirmations.ts';
import { ReceiptLinks } from '../receipts/receipt-links.ts';
import { withoutErased } from '../rights/erasures.query.ts';
import { ConsentSettings } from '../settings.ts';
import { messageAbout } from '../standing/standing-messages.ts';
import { applyToStandings } from '../standing/standings.query.ts';
import { insertWithdrawals } from '../withdrawals/withdrawals.query.ts';
import { type Batch, makeBatch } from './batch.ts';
import { addToTallies, insertLeaves, lockLedger, readLedger, storeGrowth } from './ledger.query.ts';
import { insertRecords, isConsentRecord } from './records.query.ts';
import { drawSalts } from './salts.ts';
import { checkLedger } from './self-check.ts';

/** How many events one commit takes: one flush to disk for all of them. */
export const BATCH = 2048;

/**
 * The only one that writes the ledger. Leaves, tiles, checkpoint, records, standings and what *notification* is told become
 * durable together or not at all, so a sequencer may be killed at any moment and leaves neither a gap nor a lost event.
 */
@Injectable()
export class SequencerService {
  readonly #receipts: ReceiptLinks;

  constructor(
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: ConsentSettings,
    private readonly confirmations: SealedConfirmations,
  ) {
    this.#receipts = new ReceiptLinks(settings.receiptKeys);
  }

  /**
   * @returns how many events it took out of the inbox.
   * @throws LedgerMismatch when what is stored is not the ledger that was written.
   */
  async appendBatch(): Promise<number> {
    return this.corridor.act(async (act) => {
      await lockLedger(act.manager);
      const origin = this.settings.ledgerOrigin;
      const edge = checkLedger(await readLedger(act.manager), origin);
      const { taken, pending: all } = await takePending(act.manager, BATCH);
      const pending = await withoutErased(act.manager, all);
      const newSalt = drawSalts(this.random);
      const batch = makeBatch(pending, { size: edge.size, origin, newSalt });
      if (batch.leaves.length === 0) return taken;
      const now = this.clock.now();
      await insertLeaves(act.manager, batch.leaves);
      await storeGrowth(act.manager, edge.append(batch.leaves.map(({ hash }) => hash)), now);
      await addToTallies(act.manager, batch.tallies, now);
      await insertRecords(act.manager, batch.records, now);
      await this.#conclude(act, batch, now);
      return taken;
    });
  }

  /** What follows from the new consent events: standings, deadlines, and what others are told. */
  async #conclude({ manager, post }: Act, { records }: Batch, now: Date): Promise<void> {
    const events = records.filter(isConsentRecord).map(({ index, payload, pending }) => ({
      index,
      payload,
      storyId: pending.storyId,
      confirmation: this.confirmations.open(pending),
    }));
    const { byIndex } = await applyToStandings(manager, events);
    await insertWithdrawals(manager, events, { byIndex, now });
    for (const event of events) {
      const message = messageAbout(event, byIndex.get(event.index) ?? [], this.#receipts);
      if (message) post(message, event.storyId);
    }
  }
}
