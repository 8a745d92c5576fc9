import type { Archive } from './archive.ts';
import { crc32 } from './checksum.ts';
import { Fault } from './fault.ts';
import { createHash } from './hashes.ts';
import type { Report } from './report.ts';

const MANIFEST_MAX_BYTES = 1 << 28;
const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
const TAGS = ['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt'];
/** Every file that a package may have. */
const KNOWN =
  /^data\/(README\.(en|fr)\.txt|package\.json|records\.(ndjson|csv)|notices\/[0-9a-f]{64}\.txt|sends\/[0-9a-f]{64}\.txt|checkpoints\/[0-9]{1,16}|log\/checkpoint|log\/tile\/[0-9a-z/.]+)$/;

/** Every file has the checksum of the archive and the hash of the manifest, and there are no others. */
export function checkManifest(archive: Archive, report: Report): void {
  const tags = report.attempt('manifest', () => readManifest(archive, 'tagmanifest-sha256.txt')) ?? new Map();
  const payload = report.attempt('manifest', () => readManifest(archive, 'manifest-sha256.txt')) ?? new Map();
  for (const name of TAGS) if (!tags.has(name)) report.fault('manifest', 'file-unlisted', { file: name });
  for (const name of tags.keys())
    if (!TAGS.includes(name)) report.fault('manifest', 'archive-name', { file: name });
  for (const name of payload.keys())
    if (!KNOWN.test(name)) report.fault('manifest', 'archive-name', { file: name });
  const listed = new Map<string, string>([...tags, ...payload]);
  for (const file of listed.keys())
    if (!archive.files.has(file)) report.fault('manifest', 'file-missing', { file });
  for (const file of archive.files.keys()) {
    report.attempt('manifest', () => checkFile(archive, file, listed.get(file)));
    report.count('manifest', 'files');
  }
  const declaration = report.attempt('manifest', () =>
    archive.readWhole('bagit.txt', 1024).toString('latin1'),
  );
  if (declaration !== DECLARATION) report.fault('manifest', 'file-malformed', { file: 'bagit.txt' });
  report.conclude('manifest');
}

function checkFile(archive: Archive, file: string, expected: string | undefined): void {
  const hash = createHash();
  let crc = 0;
  for (const chunk of archive.read(file)) {
    hash.update(chunk);
    crc = crc32(chunk, crc);
  }
  if (crc !== archive.files.get(file)?.crc) throw new Fault('archive-checksum', { file });
  if (file === 'tagmanifest-sha256.txt') return;
  if (expected === undefined) throw new Fault('file-unlisted', { file });
  if (hash.digest('hex') !== expected) throw new Fault('file-changed', { file });
}

/** Lines as `sha256sum` writes them. */
function readManifest(archive: Archive, file: string): Map<string, string> {
  const listed = new Map<string, string>();
  const lines = archive.readWhole(file, MANIFEST_MAX_BYTES).toString('latin1').split('\n');
  if (lines.pop() !== '') throw new Fault('file-malformed', { file });
  for (const line of lines) {
    const [, hash, name] = /^([0-9a-f]{64}) {2}([!-~]+)$/.exec(line) ?? [];
    if (hash === undefined || name === undefined || listed.has(name))
      throw new Fault('file-malformed', { file });
    listed.set(name, hash);
  }
  return listed;
}
