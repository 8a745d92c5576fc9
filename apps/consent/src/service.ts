import multipart from '@fastify/multipart';
import type { ServiceFacts } from '#libs/service';
import { AppModule } from './app.module.ts';
import { ConsentSettings } from './settings.ts';
import { RECEIPT_MAX_OCTETS } from './verify/shown-receipt.ts';

export const service: ServiceFacts<ConsentSettings> = {
  name: 'consent',
  settings: ConsentSettings,
  module: AppModule.forSettings,
  prepare: async (app) => {
    // A receipt to be checked: a file or a text. What is longer is cut, so that the page can say which step it fails at.
    await app.register(multipart, {
      throwFileSizeLimit: false,
      limits: { files: 1, fields: 2, parts: 3, fileSize: RECEIPT_MAX_OCTETS, fieldSize: RECEIPT_MAX_OCTETS },
    });
  },
};
