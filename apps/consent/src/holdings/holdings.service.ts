import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { HeldTable } from '#libs/contracts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { ConsentSettings } from '../settings.ts';
import type { HeldEntry } from './everything.ts';
import { heldEntry } from './held-entry.ts';
import { indexesAbout, ledgerSize, tablesAbout } from './holdings.query.ts';

const PAGE = 500;

export interface OwnHoldings {
  ledger: { origin: string; size: number };
  tables: HeldTable[];
  entries: HeldEntry[];
}

/** What *consent* holds about a resident: its tables, and every entry of the ledger with what opens it. It changes nothing. */
@Injectable()
export class HoldingsService {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly settings: ConsentSettings,
  ) {}

  async of(manager: EntityManager, residentIds: string[]): Promise<OwnHoldings> {
    const size = await ledgerSize(manager);
    const indexes = await indexesAbout(manager, residentIds, size);
    const entries: HeldEntry[] = [];
    for (let start = 0; start < indexes.length; start += PAGE) {
      const page = await this.evidence.atAll(indexes.slice(start, start + PAGE));
      entries.push(...page.toReversed().map(heldEntry));
    }
    const ledger = { origin: this.settings.ledgerOrigin, size };
    return { ledger, tables: await tablesAbout(manager, residentIds), entries };
  }
}
