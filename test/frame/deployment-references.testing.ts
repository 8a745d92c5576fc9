import {
  containersOf,
  type Manifest,
  podsOf,
  programsOf,
  type Selector,
} from './deployment-manifests.testing.ts';
import { complaintsAbout } from './deployment-programs.testing.ts';

/** @returns what keeps any of the programs from starting, and every name that leads nowhere. */
export function complaintsOf(manifests: Manifest[]): string[] {
  return [...programsOf(manifests).flatMap(complaintsAbout), ...danglingIn(manifests)];
}

/** @returns every name in the manifests that leads nowhere, one sentence each. */
function danglingIn(manifests: Manifest[]): string[] {
  return [
    ...manifests.flatMap((manifest) => aboutSelectors(manifest, manifests)),
    ...manifests.flatMap((manifest) => aboutBackends(manifest, manifests)),
    ...aboutPods(manifests),
    ...aboutHosts(manifests),
  ];
}

/** Services, budgets and policies find pods by labels: a misspelt one finds none, and nobody is told. */
function aboutSelectors({ kind, metadata, spec }: Manifest, manifests: Manifest[]): string[] {
  const pods = podsOf(manifests);
  const selector = kind === 'NetworkPolicy' ? spec?.podSelector : spec?.selector;
  if (!selector) return [];
  const whole: Selector =
    kind === 'Service' ? { matchLabels: selector as Selector['matchLabels'] } : selector;
  const chosen = pods.filter(({ labels }) => fits(labels, whole));
  if (chosen.length === 0) return [`${kind} ${metadata.name} chooses no pod`];
  const ports = chosen.flatMap((pod) => pod.spec.containers).flatMap((container) => container.ports ?? []);
  return (spec?.ports ?? [])
    .filter(({ targetPort }) => !ports.some(({ name }) => name === targetPort))
    .map(({ targetPort }) => `${kind} ${metadata.name} leads to ${targetPort}, which no pod listens on`);
}

function fits(
  labels: Record<string, string>,
  { matchLabels = {}, matchExpressions = [] }: Selector,
): boolean {
  const equal = Object.entries(matchLabels).every(([name, value]) => labels[name] === value);
  return equal && matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''));
}

function aboutBackends({ kind, spec }: Manifest, manifests: Manifest[]): string[] {
  const services = manifests.filter((manifest) => manifest.kind === 'Service');
  const paths = (kind === 'Ingress' ? (spec?.rules ?? []) : []).flatMap(({ http }) => http.paths);
  return paths
    .filter(({ backend: { service } }) => {
      const found = services.find(({ metadata }) => metadata.name === service.name);
      return !found?.spec?.ports?.some(({ name }) => name === service.port.name);
    })
    .map(
      ({ path, backend }) => `${path} leads to ${backend.service.name}, which is no Service with that port`,
    );
}

function aboutPods(manifests: Manifest[]): string[] {
  const maps = manifests.filter(({ kind }) => kind === 'ConfigMap');
  const known = (name: string) => maps.find(({ metadata }) => metadata.name === name);
  return podsOf(manifests).flatMap(({ name, spec }) => {
    const volumes = spec.volumes ?? [];
    const containers = containersOf(spec);
    const read = containers.flatMap(({ envFrom = [] }) =>
      envFrom.map(({ configMapRef }) => configMapRef.name),
    );
    const mounted = volumes.flatMap(({ configMap }) => (configMap ? [configMap.name] : []));
    const keys = volumes.flatMap(({ configMap }) =>
      (configMap?.items ?? []).filter(({ key }) => !(key in (known(configMap?.name ?? '')?.data ?? {}))),
    );
    const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts);
    return [
      ...[...read, ...mounted]
        .filter((map) => !known(map))
        .map((map) => `${name} reads ${map}, which is no ConfigMap`),
      ...keys.map(({ key }) => `${name} mounts ${key}, which its ConfigMap has not`),
      ...mounts
        .filter((mount) => !volumes.some((volume) => volume.name === mount.name))
        .map((mount) => `${name} mounts ${mount.name}, which is no volume`),
    ];
  });
}

/** Links in mails lead to PUBLIC_URL: the ingress has to answer there. */
function aboutHosts(manifests: Manifest[]): string[] {
  const addresses = manifests.flatMap(({ data }) =>
    data?.PUBLIC_URL ? [new URL(data.PUBLIC_URL).host] : [],
  );
  const hosts = manifests.flatMap(({ spec }) => [
    ...(spec?.rules ?? []).map(({ host }) => host),
    ...(spec?.tls ?? []).flatMap((entry) => entry.hosts),
  ]);
  return hosts
    .filter((host) => !addresses.includes(host))
    .map((host) => `the ingress answers for ${host}, and PUBLIC_URL leads to ${addresses.join(', ')}`);
}
