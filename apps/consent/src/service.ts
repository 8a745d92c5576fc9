import type { ServiceFacts } from '#libs/service';
import { AppModule } from './app.module.ts';
import { ConsentSettings } from './settings.ts';

export const service: ServiceFacts<ConsentSettings> = {
  name: 'consent',
  settings: ConsentSettings,
  module: AppModule.forSettings,
};
