import { execFileSync } from 'node:child_process';

const UNZIP = `
import io, json, sys, zipfile
archive = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
assert archive.testzip() is None
print(json.dumps({name: archive.read(name).decode() for name in archive.namelist()}))`;

/** The texts in an archive by their names, as software reads it that we did not write. */
export function unzipped(archive: Buffer): Record<string, string> {
  const json = execFileSync('python3', ['-c', UNZIP], {
    input: archive,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(json) as Record<string, string>;
}
