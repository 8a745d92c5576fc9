import { join } from 'node:path';
import type * as Keys from '../../../apps/consent/src/signing/signing-keys.ts';
import type * as Tlog from '../../../libs/tlog/src/index.ts';
import { DIST } from '../../project.ts';
import { built } from '../built.ts';
import { type Measured, measure, tellMeasured } from '../measure.ts';
import { nodeVersions } from '../node-versions.ts';
import { exportPackage } from './export-package.ts';

const VERIFIER = join(DIST, 'assets', 'tidings-verify.mjs');

export interface MeasuredPackage {
  entries: number;
  octets: number;
  sha256: string;
  export: Measured;
  /** By the version of Node. */
  verify: Record<string, Measured>;
}

/**
 * Makes a package of everything that a ledger holds, and checks it as an auditor would. The built services are measured.
 * @param path of a new file. @param environment of the service *consent* on that ledger, which is signed.
 */
export async function measurePackage(path: string, environment: NodeJS.ProcessEnv): Promise<MeasuredPackage> {
  const { used, ...made } = await exportPackage(path, environment);
  const key = await verifierKeyOf(environment);
  const verify: Record<string, Measured> = {};
  for (const { node, version } of nodeVersions()) {
    const program = { node, args: [VERIFIER, path, '--key', key], env: process.env };
    const { output: _, ...checked } = await measure(program);
    verify[version] = checked;
  }
  return { ...made, export: used, verify };
}

export function tellPackage(measured: MeasuredPackage): [name: string, text: string][] {
  const { entries, octets, sha256 } = measured;
  return [
    ['Package', `${entries} entries, ${(octets / 1e6).toFixed(0)} MB, SHA-256 ${sha256}`],
    ['Export', tellMeasured(measured.export)],
    ...Object.entries(measured.verify).map(([version, used]): [string, string] => [
      'Verify',
      `${tellMeasured(used)} (Node ${version})`,
    ]),
  ];
}

async function verifierKeyOf({ LEDGER_ORIGIN = '', LEDGER_KEY = '' }: NodeJS.ProcessEnv): Promise<string> {
  const { noteSigner, verifierKey } = await built<typeof Keys>('apps/consent/src/signing/signing-keys.js');
  const { encodeVerifierKey } = await built<typeof Tlog>('libs/tlog/src/index.js');
  return encodeVerifierKey(verifierKey(noteSigner(LEDGER_ORIGIN, LEDGER_KEY)));
}
