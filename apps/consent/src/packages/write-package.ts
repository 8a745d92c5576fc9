import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePath, encodeCanonicalJson, encodeEntryBundle, tilePath } from '#libs/tlog';
import { Bag } from './bag.ts';
import { packageCsvHead, packageCsvLine } from './package-csv.ts';
import { type PackageRecord, recordLine } from './package-record.ts';
import type { PackageSource } from './package-source.ts';
import { nameOfScope } from './scope.ts';
import { textPieces } from './text-pieces.ts';
import type { ZipEntry } from './zip-format.ts';
import { ZipWriter } from './zip-writer.ts';

export const PACKAGE_FORMAT = 'tidings-evidence/v1';

/** Also the folder that the archive unpacks to. */
export function packageName({ size, scope }: Pick<PackageSource, 'size' | 'scope'>): string {
  return `tidings-evidence-${size}${nameOfScope(scope)}`;
}

/**
 * Writes an evidence package (docs/verify.md) to a new file. The same ledger, size and scope give the same octets.
 * @param tell how many entries of the log have been written, and how many there are.
 * @returns the octets that the file has.
 */
export async function writePackage(
  path: string,
  source: PackageSource,
  tell: (done: number, all: number) => void = () => {},
): Promise<number> {
  const zip = await ZipWriter.create(path);
  try {
    const bag = new Bag(zip, packageName(source));
    for (const language of ['en', 'fr']) {
      await bag.add(
        `README.${language}.txt`,
        readFileSync(join(import.meta.dirname, `README.${language}.txt`)),
      );
    }
    await addLog(bag, source);
    for await (const { sha256, text } of source.notices()) await bag.add(`notices/${sha256}.txt`, text);
    for await (const { sha256, lines } of source.sends())
      await bag.addStream(
        `sends/${sha256}.txt`,
        told(lines, () => tell(0, source.size)),
      );
    const counts = { open: 0, public: 0, erased: 0 };
    const records = await bag.addStream('records.ndjson', textPieces(recordLines(source, counts, tell)));
    await bag.addStream('records.csv', textPieces(csvRows(zip, records)));
    const { origin, size, scope } = source;
    const omitted = size - counts.open - counts.public - counts.erased;
    const facts = { counts: { ...counts, omitted }, format: PACKAGE_FORMAT, origin, scope, size };
    await bag.add('package.json', `${encodeCanonicalJson(facts)}\n`);
    await bag.finish({
      'External-Identifier': `${origin} ${size}`,
      'External-Description': 'Consent ledger of a city: docs/verify.md of Tidings says how to check it',
    });
    return await zip.finish();
  } finally {
    await zip.close();
  }
}

/** Under the paths of C2SP tlog-tiles, so that software of others finds a log there. */
async function addLog(bag: Bag, source: PackageSource): Promise<void> {
  await bag.add('log/checkpoint', source.checkpoint);
  let index = 0;
  for await (const entries of source.bundles()) {
    await bag.add(`log/${bundlePath({ index, width: entries.length })}`, encodeEntryBundle(entries));
    index += 1;
  }
  for await (const tile of source.tiles()) await bag.add(`log/${tilePath(tile)}`, tile.hashes);
  for await (const { size, note } of source.earlierCheckpoints()) await bag.add(`checkpoints/${size}`, note);
}

/** A list may take long: whoever waits for the file is told that somebody is still at work. */
async function* told(lines: AsyncIterable<Uint8Array>, tell: () => void): AsyncGenerator<Uint8Array> {
  for await (const part of lines) {
    yield part;
    tell();
  }
}

async function* recordLines(
  source: PackageSource,
  counts: Record<PackageRecord['status'], number>,
  tell: (done: number, all: number) => void,
): AsyncGenerator<Iterable<string>> {
  for await (const records of source.records()) {
    for (const { status } of records) counts[status] += 1;
    const last = records.at(-1);
    if (!last) continue;
    yield records.map(recordLine);
    tell(last.index + 1, source.size);
  }
}

/** Read back from the archive: that the rows follow from the lines alone is true by making. */
async function* csvRows(zip: ZipWriter, records: ZipEntry): AsyncGenerator<Iterable<string>> {
  yield [packageCsvHead()];
  let rest = '';
  for await (const piece of zip.read(records)) {
    // Canonical JSON is ASCII, so no character is cut in two.
    const lines = (rest + piece.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    yield lines.map(packageCsvLine);
  }
}
