import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { type Act, Corridor } from '#libs/messaging';
import type { RightEdge } from '#libs/tlog';
import { takePending } from '../intake/pending.query.ts';
import { SealedConfirmations } from '../intake/sealed-confirmations.ts';
import { ReceiptLinks } from '../receipts/receipt-links.ts';
import { withoutErased } from '../rights/erasures.query.ts';
import { ConsentSettings } from '../settings.ts';
import { decideStandings, type StandingState } from '../standing/decide-standings.ts';
import { messageAbout } from '../standing/standing-messages.ts';
import { findStandings, storeStandings } from '../standing/standings.query.ts';
import { insertWithdrawals } from '../withdrawals/withdrawals.query.ts';
import { type Batch, makeBatch } from './batch.ts';
import { addToTallies, insertLeaves, lockLedger, readLedger, storeGrowth } from './ledger.query.ts';
import type { RecordedEvent } from './recorded-event.ts';
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
      const events = consentEvents(batch, this.confirmations);
      const standings = await findStandings(act.manager, events);
      await this.#write(act, { batch, edge });
      this.#conclude(act, events, standings);
      return taken;
    });
  }

  /** The statements run while what follows from the events is decided and sealed. */
  async #write(
    { manager, meanwhile }: Act,
    { batch, edge }: { batch: Batch; edge: RightEdge },
  ): Promise<void> {
    const now = this.clock.now();
    meanwhile(insertLeaves(manager, batch.leaves));
    await setImmediate();
    meanwhile(storeGrowth(manager, edge.append(batch.leaves.map(({ hash }) => hash)), now));
    meanwhile(addToTallies(manager, batch.tallies, now));
    meanwhile(insertRecords(manager, batch.records, now));
    await setImmediate();
  }

  /** What follows from the new consent events: standings, deadlines, and what others are told. */
  #conclude({ manager, post, meanwhile }: Act, events: RecordedEvent[], known: StandingState[]): void {
    const { standings, byIndex } = decideStandings(known, events);
    meanwhile(storeStandings(manager, standings));
    meanwhile(insertWithdrawals(manager, events, { byIndex, now: this.clock.now() }));
    for (const event of events) {
      const message = messageAbout(event, byIndex.get(event.index) ?? [], this.#receipts);
      if (message) post(message, event.storyId);
    }
  }
}

function consentEvents({ records }: Batch, confirmations: SealedConfirmations): RecordedEvent[] {
  return records.filter(isConsentRecord).map(({ index, payload, pending }) => ({
    index,
    payload,
    storyId: pending.storyId,
    confirmation: confirmations.open(pending),
  }));
}
