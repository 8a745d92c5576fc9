import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { CheckpointsService } from '../checkpoints/checkpoints.service.ts';
import { readLedger } from '../ledger/ledger.query.ts';
import { checkLedger, LedgerMismatch } from '../ledger/self-check.ts';
import { ConsentSettings } from '../settings.ts';
import { openWithdrawals } from '../withdrawals/withdrawals.query.ts';

/** More are counted among the logs' errors long before (`WithdrawalWatch`). */
const SHOWN_WITHDRAWALS = 100;

/** What an auditor sees first. It only reads. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly checkpoints: CheckpointsService,
    private readonly calendar: BusinessCalendar,
    private readonly clock: Clock,
    private readonly settings: ConsentSettings,
  ) {}

  async look() {
    const today = this.calendar.today(this.clock.now());
    const withdrawals = await openWithdrawals(this.dataSource.manager, SHOWN_WITHDRAWALS);
    return {
      checkpoint: await this.checkpoints.latest(),
      isSound: await this.#isSound(),
      tallies: await this.#tallies(),
      withdrawals: withdrawals.map((each) => ({ ...each, isOverdue: each.deadline < today })),
    };
  }

  /** The sequencer's own check, on one moment's state of the tables. */
  async #isSound(): Promise<boolean> {
    const stored = await this.dataSource.transaction('REPEATABLE READ', readLedger);
    if (stored.leafCount === 0) return stored.head.size === 0;
    try {
      checkLedger(stored, this.settings.ledgerOrigin);
      return true;
    } catch (error) {
      if (error instanceof LedgerMismatch) return false;
      throw error;
    }
  }

  async #tallies(): Promise<{ sort: string; leaves: number }[]> {
    const rows = await this.dataSource.query<{ sort: string; leaves: string }[]>(
      `SELECT CASE kind WHEN 'consent' THEN action ELSE kind END AS sort, sum(leaves) AS leaves
       FROM tallies GROUP BY kind, sort ORDER BY kind DESC, sort`,
    );
    return rows.map(({ sort, leaves }) => ({ sort, leaves: Number(leaves) }));
  }
}
