import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../tools/project.ts';
import type { Program } from './deployment-programs.testing.ts';
import { programOf } from './deployment-programs.testing.ts';

interface ComposeService {
  image: string;
  command?: string | string[];
  environment?: Record<string, string>;
  secrets?: string[];
  volumes?: (string | { target: string })[];
  ports?: string[];
  networks?: string[] | Record<string, { ipv4_address?: string }>;
  depends_on?: Record<string, { condition: string }>;
  build?: { args: { SERVICE: string } };
}

export interface Compose {
  services: Record<string, ComposeService>;
  secrets: Record<string, { file: string }>;
}

/** What an operator must say: where staff sign in. */
const OPERATOR = { OIDC_ISSUER: 'https://login.example.ca' };

export const COMPOSE = readFileSync(join(ROOT, 'docker', 'compose.yaml'), 'utf8');

/** Reads it as compose does: merge keys are merged, and variables filled in. @throws Error that names a missing variable. */
export function readCompose(text: string, operator: Record<string, string> = OPERATOR): Compose {
  const filled = text.replace(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (whole, name: string, kind: string, words: string) => {
      if (whole === '$$') return '$';
      const value = operator[name];
      if (value) return value;
      if (kind === '-') return words;
      throw new Error(`${name} is missing: ${words}`);
    },
  );
  return parse(filled, { merge: true }) as Compose;
}

/** The programs of ours among the services. */
export function programsOf({ services, secrets }: Compose): Program[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const known = (service.secrets ?? []).filter((secret) => secrets[secret]?.file === `./secrets/${secret}`);
    const folders = (service.volumes ?? []).flatMap((volume) =>
      typeof volume === 'string' ? [] : [volume.target],
    );
    const mounts = [...known.map((secret) => `/run/secrets/${secret}`), ...folders];
    const { image, command = [], environment = {} } = service;
    const words = [command].flat().join(' ');
    return programOf({ name, image, command: words, environment, mounts });
  });
}
