import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings, SettingsError, settingsOf } from '#libs/settings';
import { MigrationSettings } from '../../libs/service/src/run-migrations.ts';
import { ROOT, type Service } from '../../tools/project.ts';
import { drawSecrets } from '../../tools/secrets.ts';
import { imageEnvironment } from './deployment-image.testing.ts';
import { isService, SETTINGS } from './settings.testing.ts';

/** One program of ours as a file in docker/ or k8s/ starts it. */
export interface Program {
  /** As the file calls it. */
  name: string;
  service: Service;
  command: 'main' | 'migrate' | 'seed';
  /** On top of what the image sets. */
  environment: Record<string, string>;
  /** Files and folders that are there besides those of the image. */
  mounts: string[];
}

/** @returns the program of ours that a container runs, in a list, or an empty list when it is another's. */
export function programOf(container: {
  name: string;
  image: string;
  command: string;
  environment: Record<string, string>;
  mounts: string[];
}): Program[] {
  const [, service = ''] = /(?:^|\/)tidings-([a-z]+)(?::|$)/.exec(container.image) ?? [];
  if (!isService(service)) return [];
  const [, command = 'main'] = /\/(\w+)\.js$/.exec(container.command) ?? [];
  if (command !== 'main' && command !== 'migrate' && command !== 'seed') {
    throw new Error(`${container.name} starts ${container.command}`);
  }
  const { name, environment, mounts } = container;
  return [{ name, service, command, environment, mounts }];
}

/** @returns everything that keeps it from starting, or that it is given without use, one sentence each. */
export function complaintsAbout(program: Program): string[] {
  const complaints = [...aboutNames(program), ...aboutPaths(program), ...aboutValues(program)];
  return complaints.map((complaint) => `${program.name}: ${complaint}`);
}

function settingsFor({ service, command }: Program): new () => object {
  return command === 'migrate' ? MigrationSettings : SETTINGS[service];
}

function aboutNames(program: Program): string[] {
  const facts = settingsOf(settingsFor(program));
  return Object.keys(program.environment).flatMap((name) => {
    if (facts.some((fact) => fact.secret && name === `${fact.name}_FILE`)) return [];
    const fact = facts.find((candidate) => candidate.name === name);
    if (!fact) return [`${name} is no setting of ${program.service} ${program.command}`];
    return fact.secret ? [`${name} is a secret and should come from a file`] : [];
  });
}

function aboutPaths({ environment, mounts }: Program): string[] {
  const paths = Object.entries(environment).filter(([name]) => /_FILE$|_FOLDER$/.test(name));
  const isBelow = (path: string, mount: string) => path === mount || path.startsWith(`${mount}/`);
  const missing = paths.filter(
    ([, path]) => !mounts.some((mount) => isBelow(path, mount)) && !existsSync(join(ROOT, path)),
  );
  const idle = mounts.filter((mount) => !paths.some(([, path]) => isBelow(path, mount)));
  return [
    ...missing.map(([name, path]) => `${name} is ${path}, which is not mounted`),
    ...idle.map((mount) => `${mount} is mounted and not used`),
  ];
}

/** Lets the service itself read them, with secrets that we know nothing of replaced by ones that would do. */
function aboutValues(program: Program): string[] {
  const environment: NodeJS.ProcessEnv = { ...imageEnvironment(), ...program.environment };
  for (const name of Object.keys(environment).filter((key) => key.endsWith('_FILE'))) {
    delete environment[name];
    const setting = name.slice(0, -'_FILE'.length);
    environment[setting] = sampleSecret(setting, program.service);
  }
  try {
    loadSettings(settingsFor(program), environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.complaints;
    throw error;
  }
}

function sampleSecret(setting: string, service: Service): string {
  const samples: Record<string, string> = {
    ...drawSecrets(),
    DATABASE_URL: `postgres://${service}:secret@database.example.ca/tidings`,
    DATABASE_OWNER_URL: 'postgres://owner:secret@database.example.ca/tidings',
    REDIS_URL: 'redis://:secret@redis.example.ca',
    SMTP_URL: 'smtps://tidings:secret@relay.example.ca',
  };
  return samples[setting] ?? '';
}
