import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EncryptJWT } from 'jose';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import type { Role, SignedInPerson } from '#libs/identity';
import { createLogger } from '#libs/logging';
import { createService } from '#libs/service';
import { freshDatabase, freshRedis } from '../../../test/support/index.ts';
import { readConsultations } from './consultations/consultation-file.ts';
import { ConsultationsService } from './consultations/consultations.service.ts';
import { topicPublished } from './messages.testing.ts';
import { notificationSettings, type RunningNotification, runNotification } from './notification.testing.ts';
import { service } from './service.ts';

const FORM_TOKEN = 'form-token-of-the-session';

/** A topic that consultations of the demonstration are about. */
export const PLAN = 'digital-infrastructure-plan';

/** *notification* with one topic and the consultations of the demonstration. */
export async function runStaff(): Promise<RunningNotification> {
  const running = await runNotification();
  await running.send(topicPublished({ topic: PLAN }));
  await saveConsultations(running.app);
  return running;
}

export interface IdleStaff {
  app: NestFastifyApplication;
  dataSource: DataSource;
  clock: { set(iso: string): void };
  stop(): Promise<void>;
}

/** The same, wired and idle: nothing is dispatched but by the test. */
export async function openStaff(): Promise<IdleStaff> {
  const [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
  const settings = notificationSettings({
    DATABASE_URL: database.urls.notification,
    REDIS_URL: redis.url,
    SMTP_URL: 'smtp://127.0.0.1:9',
  });
  const app = await createService(service, settings, createLogger('notification', 'silent'));
  let now = new Date(0);
  Object.assign(app.get(Clock), { now: () => now });
  const dataSource = app.get(DataSource);
  const { names, sender, open } = topicPublished();
  await dataSource.query(
    `INSERT INTO topics (slug, version, open, names, sender, published_at) VALUES ($1, 1, $2, $3, $4, now())`,
    [PLAN, open, names, sender],
  );
  await saveConsultations(app);
  return {
    app,
    dataSource,
    clock: {
      set: (iso) => {
        now = new Date(iso);
      },
    },
    stop: async () => {
      await app.close();
      await Promise.all([database.drop(), redis.stop()]);
    },
  };
}

export function person(name: string, ...roles: Role[]): SignedInPerson {
  return { subject: `subject-of-${name}`, name, roles };
}

/** The browser of somebody who signed in. Its forms carry the token of the session, unless a test says otherwise. */
export async function browse(app: NestFastifyApplication, who: SignedInPerson) {
  const cookie = await cookieOf(who);
  return {
    get: (url: string) => app.inject({ method: 'GET', url, headers: { cookie } }),
    post: (url: string, fields: Record<string, string> = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ formToken: FORM_TOKEN, ...fields }).toString(),
      }),
  };
}

/** As `#libs/identity` seals it for the SESSION_KEY of these tests. */
async function cookieOf(who: SignedInPerson): Promise<string> {
  const sealed = await new EncryptJWT({ content: { person: who, formToken: FORM_TOKEN } })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setAudience('tidings-session /staff')
    .setExpirationTime('8h')
    .encrypt(Buffer.alloc(32, 2));
  return `__Secure-tidings-session=${sealed}`;
}

async function saveConsultations(app: NestFastifyApplication): Promise<void> {
  await app.get(ConsultationsService).save(readConsultations('seed/toronto', ['en', 'fr']));
}
