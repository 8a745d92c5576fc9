import { Injectable } from '@nestjs/common';
import { StandingEndedV1, StandingGrantedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { AudienceService } from '../audience/audience.service.ts';

@Injectable()
export class StandingsConsumer {
  constructor(private readonly audience: AudienceService) {}

  @Takes(StandingGrantedV1)
  async granted(message: StandingGrantedV1, taken: Taken): Promise<void> {
    await this.audience.grant(message, taken);
  }

  @Takes(StandingEndedV1)
  async ended(message: StandingEndedV1, taken: Taken): Promise<void> {
    await this.audience.end(message, taken);
  }
}
