import { createFront } from './front.ts';
import { readRoutes } from './routes.ts';

// Settings: PORT, PUBLIC_URL, and where each service listens. Listens on 127.0.0.1 alone: it is for one machine.
const { PORT, PUBLIC_URL, SUBSCRIPTION_URL, CONSENT_URL, NOTIFICATION_URL } = process.env;
if (!PORT || !PUBLIC_URL || !SUBSCRIPTION_URL || !CONSENT_URL || !NOTIFICATION_URL) {
  throw new Error('PORT, PUBLIC_URL, SUBSCRIPTION_URL, CONSENT_URL and NOTIFICATION_URL are needed');
}
const upstreams = { subscription: SUBSCRIPTION_URL, consent: CONSENT_URL, notification: NOTIFICATION_URL };
const front = await createFront({ publicUrl: PUBLIC_URL, upstreams, routes: readRoutes() });
await front.listen({ host: '127.0.0.1', port: Number(PORT) });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void front.close());
