import { Injectable } from '@nestjs/common';
import { PreferencesChangedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { AudienceService } from '../audience/audience.service.ts';

@Injectable()
export class PreferencesConsumer {
  constructor(private readonly audience: AudienceService) {}

  @Takes(PreferencesChangedV1)
  async changed(message: PreferencesChangedV1, taken: Taken): Promise<void> {
    await this.audience.choose(message, taken);
  }
}
