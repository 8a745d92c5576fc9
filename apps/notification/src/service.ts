import type { ServiceFacts } from '#libs/service';
import { AppModule } from './app.module.ts';
import { NotificationSettings } from './settings.ts';

export const service: ServiceFacts<NotificationSettings> = {
  name: 'notification',
  settings: NotificationSettings,
  module: AppModule.forSettings,
};
