import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { centralHeader, endOfArchive, LOCAL_TAIL_BYTES, localHeader, type ZipEntry } from './zip-format.ts';

/** What is gathered before it is written, and read back at once. */
const BUFFER_BYTES = 1 << 18;

/**
 * Writes a ZIP whose octets depend on nothing but names, contents and order: stored, not deflated, since deflating gives
 * other octets on another processor or version of zlib; one fixed time; always the 64-bit fields, so that there is one
 * form for every size. Nothing is kept in memory but what an entry is called and where it is.
 */
export class ZipWriter {
  readonly #entries: ZipEntry[] = [];
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  /** How much of the buffer waits to be written. */
  #waiting = 0;
  /** Octets of the archive so far, with those that wait. */
  #position = 0;

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

  /** Reads back what an entry of this archive holds. Each piece stands in the memory of the one before. */
  async *read({ name, offset, size }: ZipEntry): AsyncGenerator<Buffer> {
    await this.#flush();
    const start = offset + name.length + LOCAL_TAIL_BYTES;
    const piece = Buffer.alloc(Math.min(BUFFER_BYTES, size));
    for (let at = 0; at < size; ) {
      const { bytesRead } = await this.file.read(piece, 0, Math.min(piece.length, size - at), start + at);
      if (bytesRead === 0) throw new Error('the archive ends too early');
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
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

  /** Into one buffer: keeping the pieces until there were enough of them took hundreds of megabytes. */
  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + BUFFER_BYTES - this.#waiting);
      this.#buffer.set(piece, this.#waiting);
      this.#waiting += piece.length;
      this.#position += piece.length;
      at += piece.length;
      if (this.#waiting === BUFFER_BYTES) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    const start = this.#position - this.#waiting;
    for (let at = 0; at < this.#waiting; ) {
      const { bytesWritten } = await this.file.write(this.#buffer, at, this.#waiting - at, start + at);
      at += bytesWritten;
    }
    this.#waiting = 0;
  }
}
