import { SERVICES, type Service } from '../project.ts';
import { StepFailed } from '../say.ts';

/** What `npm start` reads from its environment, or from a file `.env`. */
export interface StartSettings {
  /** The one address that people use. */
  publicUrl: string;
  frontPort: number;
  servicePorts: Record<Service, number>;
  /** An owner that may create roles and schemas; without it a PostgreSQL of our own is started. */
  databaseUrl: string | undefined;
  postgresPort: number;
  redisUrl: string | undefined;
  redisPort: number;
  /** Without it a mail catcher is started. */
  smtpUrl: string | undefined;
  smtpPort: number;
  inboxPort: number;
  /** Without it the development provider is started. */
  oidcIssuer: string | undefined;
  providerPort: number;
}

export function readStartSettings(environment: NodeJS.ProcessEnv): StartSettings {
  const port = (name: string, otherwise: number) => portOf(name, environment[name] || String(otherwise));
  const frontPort = port('PORT', 8080);
  return {
    publicUrl: environment.PUBLIC_URL || `http://localhost:${frontPort}`,
    frontPort,
    servicePorts: {
      subscription: port('SUBSCRIPTION_PORT', 8082),
      consent: port('CONSENT_PORT', 8083),
      notification: port('NOTIFICATION_PORT', 8084),
    },
    databaseUrl: environment.DATABASE_URL || undefined,
    postgresPort: port('POSTGRES_PORT', 15_432),
    redisUrl: environment.REDIS_URL || undefined,
    redisPort: port('REDIS_PORT', 16_379),
    smtpUrl: environment.SMTP_URL || undefined,
    smtpPort: port('SMTP_PORT', 1025),
    inboxPort: port('INBOX_PORT', 1080),
    oidcIssuer: environment.OIDC_ISSUER || undefined,
    providerPort: port('PROVIDER_PORT', 8081),
  };
}

/** The ports that will be listened on, each with the setting that changes it. */
export function portsOf(settings: StartSettings): { use: string; setting: string; port: number }[] {
  const { databaseUrl, redisUrl, smtpUrl, oidcIssuer } = settings;
  return [
    { use: 'the site', setting: 'PORT', port: settings.frontPort },
    ...SERVICES.map((service) => ({
      use: service,
      setting: `${service.toUpperCase()}_PORT`,
      port: settings.servicePorts[service],
    })),
    ...(databaseUrl ? [] : [{ use: 'PostgreSQL', setting: 'POSTGRES_PORT', port: settings.postgresPort }]),
    ...(redisUrl ? [] : [{ use: 'Redis', setting: 'REDIS_PORT', port: settings.redisPort }]),
    ...(smtpUrl ? [] : [{ use: 'mail catcher', setting: 'SMTP_PORT', port: settings.smtpPort }]),
    ...(smtpUrl ? [] : [{ use: 'its inbox', setting: 'INBOX_PORT', port: settings.inboxPort }]),
    ...(oidcIssuer ? [] : [{ use: 'sign-in', setting: 'PROVIDER_PORT', port: settings.providerPort }]),
  ];
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StepFailed(`${name} is "${text}"`, 'It should be a number between 1 and 65535.');
}
