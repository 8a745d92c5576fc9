import multipart from '@fastify/multipart';
import type { ServiceFacts } from '#libs/service';
import { AppModule } from './app.module.ts';
import { closeForMaintenance } from './maintenance/maintenance.ts';
import { SubscriptionSettings } from './settings.ts';

const FIELD_OCTETS = 1000;

export const service: ServiceFacts<SubscriptionSettings> = {
  name: 'subscription',
  settings: SubscriptionSettings,
  module: AppModule.forSettings,
  prepare: async (app, settings) => {
    closeForMaintenance(app, settings);
    // One-click leaving may come as multipart (RFC 8058 section 3.2): its two short fields, and no files.
    await app.register(multipart, {
      attachFieldsToBody: 'keyValues',
      limits: { fields: 10, files: 0, fieldSize: FIELD_OCTETS },
    });
  },
};
