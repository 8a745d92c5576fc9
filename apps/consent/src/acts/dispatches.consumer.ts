import { Injectable } from '@nestjs/common';
import { AnnouncementReleasedV1, DeliveryAskedV1, DispatchFinishedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { askedPayload, finishedPayload, releasedPayload } from './act-payloads.ts';

/** Records what *notification* says that staff did, and what each dispatch relied on. */
@Injectable()
export class DispatchesConsumer {
  constructor(private readonly events: LedgerEvents) {}

  @Takes(AnnouncementReleasedV1)
  async released(message: AnnouncementReleasedV1, taken: Taken): Promise<void> {
    await this.events.record(taken, { kind: 'staff', payload: releasedPayload(message) });
  }

  @Takes(DispatchFinishedV1)
  async finished(message: DispatchFinishedV1, taken: Taken): Promise<void> {
    await this.events.record(taken, { kind: 'send', payload: finishedPayload(message) });
  }

  @Takes(DeliveryAskedV1)
  async asked(message: DeliveryAskedV1, taken: Taken): Promise<void> {
    await this.events.record(taken, { kind: 'staff', payload: askedPayload(message) });
  }
}
