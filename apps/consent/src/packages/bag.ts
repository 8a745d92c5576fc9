import { createHash } from 'node:crypto';
import type { ZipEntry } from './zip-format.ts';
import type { ZipWriter } from './zip-writer.ts';

const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** A BagIt directory (RFC 8493) in an archive: what is put in stands under `data/`, each file named with its SHA-256. */
export class Bag {
  readonly #lines: string[] = [];
  #bytes = 0;

  /** @param folder the one directory that the archive unpacks to. */
  constructor(
    private readonly zip: ZipWriter,
    private readonly folder: string,
  ) {}

  async add(path: string, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#note(path, sha256(bytes), bytes.length);
    await this.zip.add(`${this.folder}/data/${path}`, bytes);
  }

  async addStream(path: string, chunks: AsyncIterable<Uint8Array>): Promise<ZipEntry> {
    const hash = createHash('sha256');
    const hashed = async function* () {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    const entry = await this.zip.addStream(`${this.folder}/data/${path}`, hashed());
    this.#note(path, hash.digest('hex'), entry.size);
    return entry;
  }

  /** @param facts lines of `bag-info.txt`. No time is among them: the same ledger gives the same octets. */
  async finish(facts: Record<string, string>): Promise<void> {
    const oxum = { ...facts, 'Payload-Oxum': `${this.#bytes}.${this.#lines.length}` };
    const tags = {
      'bag-info.txt': Object.entries(oxum)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
      'bagit.txt': DECLARATION,
      'manifest-sha256.txt': this.#lines.join(''),
    };
    const manifest = Object.entries(tags).map(([name, text]) => `${sha256(text)}  ${name}\n`);
    for (const [name, text] of [...Object.entries(tags), ['tagmanifest-sha256.txt', manifest.join('')]]) {
      await this.zip.add(`${this.folder}/${name}`, Buffer.from(text ?? ''));
    }
  }

  #note(path: string, hash: string, bytes: number): void {
    this.#lines.push(`${hash}  data/${path}\n`);
    this.#bytes += bytes;
  }
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
