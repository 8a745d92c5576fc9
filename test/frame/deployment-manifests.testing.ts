import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { findProgram } from '../../tools/packages/find-program.ts';
import { ROOT } from '../../tools/project.ts';
import { type Program, programOf } from './deployment-programs.testing.ts';

type Labels = Record<string, string>;

export interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: 'In'; values: string[] }[];
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  env?: { name: string; value: string }[];
  envFrom?: { configMapRef: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  securityContext?: Record<string, unknown>;
}

export interface PodSpec {
  initContainers?: Container[];
  containers: Container[];
  volumes?: {
    name: string;
    secret?: { secretName: string };
    configMap?: { name: string; items?: Item[] };
    persistentVolumeClaim?: { claimName: string };
  }[];
  automountServiceAccountToken?: boolean;
  securityContext?: Record<string, unknown>;
}

interface Item {
  key: string;
  path: string;
}

interface Rule {
  host: string;
  http: {
    paths: {
      path: string;
      pathType: string;
      backend: { service: { name: string; port: { name: string } } };
    }[];
  };
}

export interface Manifest {
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec?: {
    template?: { metadata: { labels: Labels }; spec: PodSpec };
    selector?: Selector | Labels;
    podSelector?: Selector;
    ports?: { name: string; targetPort: string }[];
    rules?: Rule[];
    tls?: { hosts: string[] }[];
  };
}

interface Kustomization {
  resources: string[];
  configMapGenerator: { name: string; literals: string[] }[];
}

const K8S = join(ROOT, 'k8s');
export const BASE = join(K8S, 'base');
export const EXAMPLE = join(K8S, 'overlays', 'example');

/** The base as its files have it. @param change what a test does to each file's text before it is read. */
export function readBase(change: (text: string) => string = (text) => text): Manifest[] {
  const read = (name: string) => change(readFileSync(join(BASE, name), 'utf8'));
  const { resources, configMapGenerator } = parse(read('kustomization.yaml')) as Kustomization;
  const settings = configMapGenerator.map(({ name, literals }) => ({
    kind: 'ConfigMap',
    metadata: { name },
    data: Object.fromEntries(literals.map((literal) => literal.split(/=(.*)/s).slice(0, 2))),
  }));
  return [...resources.flatMap((name) => readManifests(read(name))), ...settings];
}

/** As a cluster would get it. */
export function render(folder: string): Manifest[] {
  const program = renderer() ?? '';
  const command = program.endsWith('kubectl') ? 'kustomize' : 'build';
  return readManifests(execFileSync(program, [command, folder], { encoding: 'utf8' }));
}

/** The program that renders, if there is one. */
export function renderer(): string | undefined {
  return findProgram(['kubectl', 'kustomize']);
}

export function podsOf(manifests: Manifest[]) {
  return manifests.flatMap(({ kind, metadata, spec }) =>
    spec?.template
      ? [{ kind, name: metadata.name, labels: spec.template.metadata.labels, spec: spec.template.spec }]
      : [],
  );
}

export function containersOf({ initContainers = [], containers }: PodSpec): Container[] {
  return [...initContainers, ...containers];
}

export function programsOf(manifests: Manifest[]): Program[] {
  const dataOf = (name: string) =>
    manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.data ?? {};
  return podsOf(manifests).flatMap((pod) =>
    containersOf(pod.spec).flatMap(
      ({ name, image, command = [], env = [], envFrom = [], volumeMounts = [] }) => {
        const settings = envFrom.map(({ configMapRef }) => dataOf(configMapRef.name));
        const own = env.map(({ name: setting, value }) => ({ [setting]: value }));
        return programOf({
          name: `${pod.name} ${name}`,
          image,
          command: command.join(' '),
          environment: Object.assign({}, ...settings, ...own),
          mounts: volumeMounts.map(({ mountPath }) => mountPath),
        });
      },
    ),
  );
}

function readManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}
