import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { centralHeader, endOfArchive, LOCAL_TAIL_BYTES, localHeader, type ZipEntry } from './zip-format.ts';

const BUFFER_BYTES = 1 << 20;

/**
 * Writes a ZIP whose octets depend on nothing but names, contents and order: stored, not deflated, since deflating gives
 * other octets on another processor or version of zlib; one fixed time; always the 64-bit fields, so that there is one
 * form for every size. Nothing is kept in memory but what an entry is called and where it is.
 */
export class ZipWriter {
  readonly #entries: ZipEntry[] = [];
  #position = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  private constructor(private readonly file: FileHandle) {}

  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, 'wx+', 0o600));
  }

  async add(name: string, bytes: Uint8Array): Promise<void> {
    const entry = { name, offset: this.#position, size: bytes.length, crc: crc32(bytes) };
    this.#entries.push(entry);
    await this.#write(localHeader(entry));
    await this.#write(bytes);
  }

  /** Size and checksum of a stream are known at its end, and written into its header then. */
  async addStream(name: string, chunks: AsyncIterable<Uint8Array>): Promise<ZipEntry> {
    const entry = { name, offset: this.#position, size: 0, crc: 0 };
    this.#entries.push(entry);
    await this.#write(localHeader(entry));
    for await (const chunk of chunks) {
      entry.crc = crc32(chunk, entry.crc);
      entry.size += chunk.length;
      await this.#write(chunk);
    }
    await this.#flush();
    const header = localHeader(entry);
    await this.file.write(header, 0, header.length, entry.offset);
    return entry;
  }

  /** Reads back what an entry of this archive holds. */
  async *read({ name, offset, size }: ZipEntry): AsyncGenerator<Buffer> {
    await this.#flush();
    const start = offset + name.length + LOCAL_TAIL_BYTES;
    for (let at = 0; at < size; ) {
      const chunk = Buffer.alloc(Math.min(BUFFER_BYTES, size - at));
      const { bytesRead } = await this.file.read(chunk, 0, chunk.length, start + at);
      if (bytesRead === 0) throw new Error('the archive ends too early');
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  }

  /** @returns the octets that the archive has. */
  async finish(): Promise<number> {
    const start = this.#position;
    for (const entry of this.#entries) await this.#write(centralHeader(entry));
    await this.#write(endOfArchive(this.#entries.length, { start, end: this.#position }));
    await this.#flush();
    await this.file.sync();
    return this.#position;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#position += bytes.length;
    if (this.#waitingBytes >= BUFFER_BYTES) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    const start = this.#position - bytes.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.file.write(bytes, at, bytes.length - at, start + at);
      at += bytesWritten;
    }
  }
}
