import { Injectable } from '@nestjs/common';
import { PreferencesChangedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { keepPreferences } from '../audience/preferences.query.ts';

@Injectable()
export class PreferencesConsumer {
  @Takes(PreferencesChangedV1)
  async changed(message: PreferencesChangedV1, { manager }: Taken): Promise<void> {
    await keepPreferences(manager, message);
  }
}
