import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { EvidenceService } from '../evidence/evidence.service.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { ndjsonLine } from '../evidence/ndjson.ts';
import { csvHead, csvLine } from '../evidence/records-csv.ts';
import {
  erasureIsOnItsWay,
  findDispatch,
  signedCheckpoint,
  wasErasedSince,
} from '../packages/package.query.ts';
import { nameOfScope, type ScopeContext } from '../packages/scope.ts';
import { isOpened, storedSource } from '../packages/stored-source.ts';
import { packageName, writePackage } from '../packages/write-package.ts';
import type { ExportFormat } from './export-request.ts';
import type { ExportRow } from './exports.query.ts';
import { isoRecords } from './iso-27560.ts';
import { kantaraReceipt } from './kantara.ts';
import type { RecordFacts } from './record-facts.ts';

/** The ledger is between two states that a file could show, for a moment: it is tried again. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
}

/**
 * What the ledger showed at that size was deleted since, by a rule or an erasure, or no checkpoint of that size was ever signed:
 * no such file can be made any more.
 */
export class SizeGone extends Error {
  override readonly name = 'SizeGone';
}

/** What is to be made. */
export type WantedExport = Pick<ExportRow, 'format' | 'scope' | 'wantedSize'>;

export interface Writing {
  dataSource: DataSource;
  evidence: EvidenceService;
  origin: string;
  facts: RecordFacts;
  tell: (done: number, all: number) => void;
}

/**
 * Writes the file of one export.
 * @returns what it is called.
 * @throws NotYet when there is no such signed checkpoint yet, or an erasure is under way; SizeGone when one came after that size,
 *   or that size will never be signed.
 */
export async function writeExport(path: string, row: WantedExport, writing: Writing): Promise<string> {
  const { dataSource, origin, tell } = writing;
  // One moment's state for the whole file, however long it takes.
  return dataSource.transaction('REPEATABLE READ', async (manager) => {
    const checkpoint = await signedCheckpoint(manager, row.wantedSize ?? undefined);
    if (row.wantedSize !== null && (await isGone(manager, row.wantedSize, checkpoint))) throw new SizeGone();
    if (!checkpoint || (await erasureIsOnItsWay(manager, checkpoint.size))) throw new NotYet();
    const { size } = checkpoint;
    const { scope } = row;
    const dispatch = scope.kind === 'dispatch' ? await findDispatch(manager, scope.dispatch_id) : undefined;
    const context = { scope, dispatch };
    if (row.format === 'package') {
      const source = storedSource(manager, { origin, size, checkpoint: checkpoint.note, context });
      await writePackage(path, source, tell);
      return `${packageName(source)}.zip`;
    }
    await pipeline(lines(size, row.format, { context, writing }), createWriteStream(path, { mode: 0o600 }));
    const [name, ending] = NAMES[row.format];
    return `${name}-${size}${nameOfScope(scope)}.${ending}`;
  });
}

async function isGone(
  manager: EntityManager,
  wantedSize: number,
  checkpoint?: { size: number },
): Promise<boolean> {
  if (checkpoint) return wasErasedSince(manager, checkpoint.size);
  const newest = await signedCheckpoint(manager);
  return newest !== undefined && newest.size > wantedSize;
}

const NAMES: Record<Exclude<ExportFormat, 'package'>, [name: string, ending: string]> = {
  ndjson: ['records', 'ndjson'],
  csv: ['records', 'csv'],
  'iso-27560': ['consent-records', 'ndjson'],
  kantara: ['consent-receipts', 'ndjson'],
};

async function* lines(
  size: number,
  format: Exclude<ExportFormat, 'package'>,
  { context, writing: { evidence, facts, tell } }: { context: ScopeContext; writing: Writing },
): AsyncGenerator<Buffer> {
  const show: Record<typeof format, (each: Evidence) => string> = {
    ndjson: ndjsonLine,
    csv: csvLine,
    'iso-27560': (each) => isoRecords(each, facts),
    kantara: (each) => kantaraReceipt(each, facts),
  };
  if (format === 'csv') yield Buffer.from(csvHead());
  for await (const page of evidence.all(size)) {
    const wanted = page.filter(({ index, kind, stored: { payload } }) =>
      payload === null ? true : isOpened({ index, kind, payload }, context),
    );
    yield Buffer.from(wanted.map(show[format]).join(''));
    tell((page.at(-1)?.index ?? 0) + 1, size);
  }
}

export async function hashOf(path: string): Promise<{ octets: number; sha256: string }> {
  const hash = createHash('sha256');
  let octets = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk);
    octets += chunk.length;
  }
  return { octets, sha256: hash.digest('hex') };
}
