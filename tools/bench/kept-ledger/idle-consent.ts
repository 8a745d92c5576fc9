import type * as Consent from '../../../apps/consent/src/service.ts';
import type * as Logging from '../../../libs/logging/src/index.ts';
import type * as Service from '../../../libs/service/src/index.ts';
import type * as Settings from '../../../libs/settings/src/index.ts';
import { built } from '../built.ts';

/** The built *consent* as its environment says, wired and idle: it takes nothing and listens nowhere. */
export async function idleConsent() {
  await import('reflect-metadata');
  const { createLogger } = await built<typeof Logging>('libs/logging/src/index.js');
  const { createService } = await built<typeof Service>('libs/service/src/index.js');
  const { loadSettings } = await built<typeof Settings>('libs/settings/src/index.js');
  const { service } = await built<typeof Consent>('apps/consent/src/service.js');
  const settings = loadSettings(service.settings, process.env);
  return createService(service, settings, createLogger('consent', 'fatal'));
}
