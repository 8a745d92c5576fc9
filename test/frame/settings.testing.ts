import type { ServiceSettings } from '#libs/settings';
import { ConsentSettings } from '../../apps/consent/src/settings.ts';
import { NotificationSettings } from '../../apps/notification/src/settings.ts';
import { SubscriptionSettings } from '../../apps/subscription/src/settings.ts';
import { SERVICES, type Service } from '../../tools/project.ts';

/** What each service reads from its environment. */
export const SETTINGS: Record<Service, new () => ServiceSettings> = {
  subscription: SubscriptionSettings,
  consent: ConsentSettings,
  notification: NotificationSettings,
};

export function isService(name: string): name is Service {
  return SERVICES.some((service) => service === name);
}
