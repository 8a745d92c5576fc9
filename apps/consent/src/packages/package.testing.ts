import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  encodeVerifierKey,
  type HashTile,
  leafHash,
  makeVerifierKey,
  RightEdge,
  signCheckpoint,
} from '#libs/tlog';
import { genesisLeaf, noticeLeaf } from '../ledger/leaf.ts';
import { NOTICE_EN, sha256 } from '../messages.testing.ts';
import { committed, type TestEntry, type TestEvent } from './package-entries.testing.ts';
import type { PackageRecord } from './package-record.ts';
import type { PackageSource } from './package-source.ts';
import { isInScope, type Scope } from './scope.ts';
import { writePackage } from './write-package.ts';

export const ORIGIN = 'ledger.example.ca/tidings';

/** An Ed25519 key out of 32 equal octets (RFC 8410). */
export function testKey(fill = 7): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, fill)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export function verifierKey(fill = 7): string {
  return encodeVerifierKey(makeVerifierKey(ORIGIN, 'note', testKey(fill)));
}

/** The beginning and one notice, as every ledger has them; then the events. */
export function entriesOf(events: TestEvent[]): TestEntry[] {
  return [
    { kind: 'genesis', entry: genesisLeaf(ORIGIN) },
    { kind: 'notice', entry: noticeLeaf(sha256(NOTICE_EN)) },
    ...events.map((event, at) => committed(event, createHash('sha256').update(`salt ${at}`).digest())),
  ];
}

/** Everything of a tree over these entries. */
export function treeOf(entries: TestEntry[]): { root: Buffer; tiles: HashTile[] } {
  const { root, tiles } = RightEdge.empty.append(entries.map(({ entry }) => leafHash(entry)));
  return { root, tiles: [...tiles] };
}

export function signedAt(entries: TestEntry[], size = entries.length, fill = 7): string {
  const { root } = treeOf(entries.slice(0, size));
  return signCheckpoint({ size, root }, { name: ORIGIN, privateKey: testKey(fill) });
}

export interface TestLedger {
  entries: TestEntry[];
  scope?: Scope;
  earlier?: number[];
  dispatch?: { index: number; topic: string };
  /** Lines of witnesses below the checkpoints, by size. */
  cosigned?: Record<number, string>;
  /** Lists of deliveries, each under the hash that it has, or another. */
  sends?: { sha256: string; text: string }[];
}

export function sourceOf({
  entries,
  scope = { kind: 'everything' },
  earlier = [],
  dispatch,
  sends = [],
  cosigned = {},
}: TestLedger) {
  const source: PackageSource = {
    origin: ORIGIN,
    size: entries.length,
    checkpoint: signedAt(entries) + (cosigned[entries.length] ?? ''),
    scope,
    earlierCheckpoints: async function* () {
      for (const size of earlier) yield { size, note: signedAt(entries, size) + (cosigned[size] ?? '') };
    },
    bundles: async function* () {
      for (let at = 0; at < entries.length; at += 256)
        yield entries.slice(at, at + 256).map(({ entry }) => entry);
    },
    tiles: async function* () {
      yield* treeOf(entries).tiles;
    },
    records: async function* () {
      const records = entries.map((entry, index) => recordOf(entry, index));
      yield records.filter(
        ({ index, kind, status, payload = '{}' }) =>
          status !== 'open' || isInScope({ scope, dispatch }, { index, kind, payload: JSON.parse(payload) }),
      );
    },
    notices: async function* () {
      yield { sha256: sha256(NOTICE_EN), text: NOTICE_EN };
    },
    sends: async function* () {
      for (const { sha256, text } of sends) yield { sha256, lines: Readable.from([Buffer.from(text)]) };
    },
  };
  return source;
}

function recordOf({ kind, entry, payload, salt, details = [] }: TestEntry, index: number): PackageRecord {
  if (kind === 'genesis' || kind === 'notice') return { index, kind, status: 'public', entry };
  if (payload === undefined || !salt) return { index, kind, status: 'erased', entry };
  return { index, kind, status: 'open', entry, payload, salt, details };
}

/** A folder that is gone after the tests. */
export function testFolder(): { file(name: string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-package-'));
  return { file: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true }) };
}

let made = 0;

/** @returns the path of a new package. */
export async function packageOf(folder: { file(name: string): string }, ledger: TestLedger): Promise<string> {
  made += 1;
  const path = folder.file(`${made}.zip`);
  await writePackage(path, sourceOf(ledger));
  return path;
}
