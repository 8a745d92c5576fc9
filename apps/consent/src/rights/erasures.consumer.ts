import { Inject, Injectable } from '@nestjs/common';
import { ErasureAskedV1 } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { type Taken, Takes } from '#libs/messaging';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { ErasuresService } from './erasures.service.ts';
import { UnderLegalHold } from './rights-errors.ts';

/** What the ledger and the journal say of who did it, and why. */
const BY_THEMSELVES = { by: 'resident', reason: 'asked on their own page' };

@Injectable()
export class ErasuresConsumer {
  constructor(
    private readonly erasures: ErasuresService,
    private readonly events: LedgerEvents,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** PROOF-5. Under a legal hold nobody is erased: that it was wanted is recorded, and a person does it when the hold is lifted. */
  @Takes(ErasureAskedV1)
  async asked({ erasureId, residentId, address, askedAt }: ErasureAskedV1, taken: Taken): Promise<void> {
    try {
      await this.erasures.eraseIn(taken, { erasureId, address, also: residentId, ...BY_THEMSELVES });
    } catch (error) {
      if (!(error instanceof UnderLegalHold)) throw error;
      await this.events.record(taken, {
        kind: 'staff',
        payload: {
          action: 'held-back-erasure',
          event_id: erasureId,
          occurred_at: new Date(askedAt).toISOString(),
          resident_id: residentId,
        },
      });
      this.logger.warn({ erasureId, residentId }, 'an erasure waits until a legal hold is lifted');
    }
  }
}
