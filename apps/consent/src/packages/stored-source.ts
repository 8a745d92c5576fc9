import type { EntityManager } from 'typeorm';
import { type JsonObject, TILE_WIDTH } from '#libs/tlog';
import { manifestLines } from '../manifests/kept-manifest.ts';
import { keptManifests } from '../manifests/manifests.query.ts';
import {
  earlierCheckpoints,
  type LeafRow,
  readEntries,
  readLeaves,
  readNotices,
  readTiles,
} from './package.query.ts';
import type { PackageRecord } from './package-record.ts';
import type { PackageSource } from './package-source.ts';
import { isInScope, type ScopeContext } from './scope.ts';

interface LedgerAtSize {
  origin: string;
  size: number;
  checkpoint: string;
  context: ScopeContext;
}

/** The stored ledger as a package needs it. @param manager of a transaction that sees one moment's state throughout. */
export function storedSource(manager: EntityManager, ledger: LedgerAtSize): PackageSource {
  const { origin, size, checkpoint, context } = ledger;
  return {
    origin,
    size,
    checkpoint,
    scope: context.scope,
    earlierCheckpoints: async function* () {
      yield* await earlierCheckpoints(manager, size);
    },
    bundles: async function* () {
      for await (const entries of readEntries(manager, size)) {
        for (let at = 0; at < entries.length; at += TILE_WIDTH) yield entries.slice(at, at + TILE_WIDTH);
      }
    },
    tiles: () => readTiles(manager, size),
    records: async function* () {
      for await (const rows of readLeaves(manager, size)) yield recordsOf(rows, context);
    },
    notices: async function* () {
      yield* await readNotices(manager, size);
    },
    sends: async function* () {
      const seen = new Set<string>();
      for (const { send, ...manifest } of await keptManifests(manager, size)) {
        // Two dispatches to the same residents on the same grounds have one list.
        if (seen.has(manifest.sha256) || !isOpened({ ...send, kind: 'send' }, context)) continue;
        seen.add(manifest.sha256);
        yield { sha256: manifest.sha256, lines: manifestLines(manager, manifest) };
      }
    },
  };
}

function recordsOf(rows: LeafRow[], context: ScopeContext): PackageRecord[] {
  return rows.flatMap(({ index, kind, entry, payload, salt, details }): PackageRecord[] => {
    if (kind === 'genesis' || kind === 'notice') return [{ index, kind, entry, status: 'public' }];
    if (payload === null || salt === null) return [{ index, kind, entry, status: 'erased' }];
    return isOpened({ index, kind, payload }, context)
      ? [{ index, kind, entry, status: 'open', payload, salt, details }]
      : [];
  });
}

/** Of a whole ledger no payload has to be read. */
export function isOpened(
  { index, kind, payload }: { index: number; kind: string; payload: string },
  context: ScopeContext,
): boolean {
  if (context.scope.kind === 'everything') return true;
  return isInScope(context, { index, kind, payload: JSON.parse(payload) as JsonObject });
}
