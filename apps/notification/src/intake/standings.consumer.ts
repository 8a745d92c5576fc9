import { Injectable } from '@nestjs/common';
import { StandingEndedV1, StandingGrantedV1, StandingGrantedV2, StandingGrantedV3 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { AudienceService } from '../audience/audience.service.ts';

@Injectable()
export class StandingsConsumer {
  constructor(private readonly audience: AudienceService) {}

  /** What a *consent* from before receipts has sent, or what waits from that time. */
  @Takes(StandingGrantedV1)
  async grantedBefore(message: StandingGrantedV1, taken: Taken): Promise<void> {
    await this.audience.grant(message, taken);
  }

  /** From before it was said where a consent comes from: nearly all of them were confirmed. */
  @Takes(StandingGrantedV2)
  async grantedWithoutBasis(message: StandingGrantedV2, taken: Taken): Promise<void> {
    await this.audience.grant(message, taken, { receipt: message.receipt });
  }

  @Takes(StandingGrantedV3)
  async granted(message: StandingGrantedV3, taken: Taken): Promise<void> {
    const { receipt, basis } = message;
    await this.audience.grant(message, taken, { receipt, isImported: basis !== 'express' });
  }

  @Takes(StandingEndedV1)
  async ended(message: StandingEndedV1, taken: Taken): Promise<void> {
    await this.audience.end(message, taken);
  }
}
