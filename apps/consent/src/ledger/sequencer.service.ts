import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { type Act, Corridor } from '#libs/messaging';
import type { RightEdge } from '#libs/tlog';
import { dropPending, nextInInbox } from '../intake/pending.query.ts';
import { SealedConfirmations } from '../intake/sealed-confirmations.ts';
import { ReceiptLinks } from '../receipts/receipt-links.ts';
import { withoutErased } from '../rights/erasures.query.ts';
import { ConsentSettings } from '../settings.ts';
import { decideStandings, type StandingState } from '../standing/decide-standings.ts';
import { messageAbout } from '../standing/standing-messages.ts';
import { findStandings, storeStandings } from '../standing/standings.query.ts';
import { insertWithdrawals } from '../withdrawals/withdrawals.query.ts';
import { type Batch, makeBatch } from './batch.ts';
import type { ConsentPayload } from './consent-payload.ts';
import { addToTallies, insertLeaves, lockLedger, readLedger, storeGrowth } from './ledger.query.ts';
import { inOrder, type Prepared } from './prepared.ts';
import { ReadAhead } from './read-ahead.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { insertRecords, isConsentRecord } from './records.query.ts';
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
    private readonly settings: ConsentSettings,
    private readonly confirmations: SealedConfirmations,
    private readonly ahead: ReadAhead,
  ) {
    this.#receipts = new ReceiptLinks(settings.receiptKeys);
  }

  /**
   * @returns how many events it took out of the inbox.
   * @throws LedgerMismatch when what is stored is not the ledger that was written.
   */
  async appendBatch(): Promise<number> {
    let looking: Promise<void> | undefined;
    const taken = await this.corridor.act(async (act) => {
      const origin = this.settings.ledgerOrigin;
      // They are sent together and carried out in this order: what is read is read under the lock.
      const [, stored, next] = await Promise.all([
        lockLedger(act.manager),
        readLedger(act.manager),
        nextInInbox(act.manager, BATCH),
      ]);
      const edge = checkLedger(stored, origin);
      const sequences = next.map(({ sequence }) => sequence);
      const events = inOrder(await this.ahead.take(act.manager, sequences));
      const unrecorded = events.filter(({ event }) => !event.isRecorded);
      const [prepared, standings] = await Promise.all([
        withoutErased(act.manager, unrecorded),
        findStandings(act.manager, consentPayloads(unrecorded)),
      ]);
      const batch = makeBatch(prepared, { size: edge.size, origin });
      act.meanwhile(dropPending(act.manager, withoutRecords(sequences, batch)));
      if (batch.leaves.length === 0) return next.length;
      await this.#write(act, { batch, edge });
      const last = next.at(BATCH - 1);
      if (last) looking = this.ahead.look(last, BATCH);
      this.#conclude(act, consentEvents(batch, this.confirmations), standings);
      return next.length;
    });
    await looking;
    return taken;
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

function consentPayloads(prepared: Prepared[]): ConsentPayload[] {
  return prepared.flatMap(({ event, opening }) =>
    opening && event.kind === 'consent' ? [opening.payload as ConsentPayload] : [],
  );
}

function consentEvents({ records }: Batch, confirmations: SealedConfirmations): RecordedEvent[] {
  return records.filter(isConsentRecord).map(({ index, payload, event }) => ({
    index,
    payload,
    storyId: event.storyId,
    confirmation: confirmations.open(event),
  }));
}

function withoutRecords(sequences: string[], { records }: Batch): string[] {
  const moved = new Set(records.map(({ event }) => event.sequence));
  return sequences.filter((sequence) => !moved.has(sequence));
}
