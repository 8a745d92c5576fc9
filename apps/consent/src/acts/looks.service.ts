import { Injectable } from '@nestjs/common';
import { Corridor } from '#libs/messaging';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { type Look, lookedPayload } from './act-payloads.ts';

/** Records each look of an auditor at one resident (PROOF-4), before anything of the resident is shown. */
@Injectable()
export class LooksService {
  constructor(
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
  ) {}

  /**
   * A GET comes here too. What is asked for is still only reading: as in an access log, the program writes down that it was
   * read (RFC 9110, 9.2.1), and nobody's consent, standing or data is another afterwards (CONF-1).
   */
  async note(look: Look): Promise<void> {
    await this.corridor.act((act) =>
      this.events.record(act, { kind: 'staff', payload: lookedPayload(look) }),
    );
  }
}
