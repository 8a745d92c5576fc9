import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { centralRecord, endRecord, localRecord } from './archive-format.ts';
import { Fault } from './fault.ts';

const CHUNK_BYTES = 1 << 18;
const END_BYTES = 98;
const LOCAL_BYTES = 50;
const CENTRAL_BYTES = 74;
/** A directory beyond this belongs to a log of hundreds of millions of entries. */
const DIRECTORY_MAX_BYTES = 1 << 28;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;

export interface ArchivedFile {
  start: number;
  size: number;
  crc: number;
}

/**
 * The archive of an evidence package, read in pieces. There is one way to write it, without compression, and every octet of
 * headers and directory is compared with that one: nothing may be hidden between the files, and no flipped bit passes.
 */
export class Archive {
  /** By path within the one folder that all files are in. */
  readonly files = new Map<string, ArchivedFile>();

  private constructor(private readonly descriptor: number) {}

  /** @throws Fault unless it is such an archive; an error of the system when the file cannot be opened. */
  static open(path: string): Archive {
    const archive = new Archive(openSync(path, 'r'));
    archive.#readDirectory(fstatSync(archive.descriptor).size);
    return archive;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /**
   * Each piece stands in the memory of the one before: thousands of new ones would be hundreds of megabytes before anybody
   * clears them away.
   * @throws Fault `file-missing`
   */
  *read(path: string): Generator<Buffer> {
    const { start, size } = this.#find(path);
    const piece = Buffer.alloc(Math.min(CHUNK_BYTES, size));
    for (let at = 0; at < size; at += CHUNK_BYTES)
      yield this.#fill(piece.subarray(0, Math.min(CHUNK_BYTES, size - at)), start + at);
  }

  /** @throws Fault `file-missing`, or `file-oversized` beyond `limit` octets. */
  readWhole(path: string, limit: number): Buffer {
    const { start, size } = this.#find(path);
    if (size > limit) throw new Fault('file-oversized', { file: path });
    return this.#bytes(start, size);
  }

  #find(path: string): ArchivedFile {
    const file = this.files.get(path);
    if (!file) throw new Fault('file-missing', { file: path });
    return file;
  }

  #bytes(start: number, length: number): Buffer {
    return this.#fill(Buffer.alloc(length), start);
  }

  #fill(bytes: Buffer, start: number): Buffer {
    const { length } = bytes;
    for (let at = 0; at < length; ) {
      const read = readSync(this.descriptor, bytes, at, length - at, start + at);
      if (read === 0) throw new Fault('archive-broken');
      at += read;
    }
    return bytes;
  }

  #readDirectory(fileSize: number): void {
    if (fileSize < END_BYTES) throw new Fault('archive-broken');
    const end = this.#bytes(fileSize - END_BYTES, END_BYTES);
    const [count, size, start] = [24, 40, 48].map((at) => Number(end.readBigUInt64LE(at))) as [
      number,
      number,
      number,
    ];
    const isSound = size <= DIRECTORY_MAX_BYTES && count <= size && start + size + END_BYTES === fileSize;
    if (!isSound || !endRecord(count, start, size).equals(end)) throw new Fault('archive-broken');
    const directory = this.#bytes(start, size);
    let [at, next, folder] = [0, 0, ''];
    for (let entry = 0; entry < count; entry += 1) {
      const { name, file, length } = this.#readEntry(directory, at, next);
      if (entry === 0) folder = name.slice(0, name.indexOf('/') + 1);
      const path = name.slice(folder.length);
      if (!name.startsWith(folder) || path === '' || this.files.has(path)) throw new Fault('archive-name');
      this.files.set(path, file);
      at += length;
      next = file.start + file.size;
    }
    if (at !== size || next !== start) throw new Fault('archive-broken');
  }

  /** @param offset where the local header must be: files follow each other without a gap. */
  #readEntry(directory: Buffer, at: number, offset: number) {
    if (at + CENTRAL_BYTES > directory.length) throw new Fault('archive-broken');
    const nameLength = directory.readUInt16LE(at + 28);
    const length = CENTRAL_BYTES + nameLength;
    if (at + length > directory.length) throw new Fault('archive-broken');
    const name = directory.toString('latin1', at + 46, at + 46 + nameLength);
    if (!NAME.test(name)) throw new Fault('archive-name');
    const crc = directory.readUInt32LE(at + 16);
    const size = Number(directory.readBigUInt64LE(at + 46 + nameLength + 4));
    if (!Number.isSafeInteger(size)) throw new Fault('archive-broken');
    const header = { name, size, crc, offset };
    if (!centralRecord(header).equals(directory.subarray(at, at + length)))
      throw new Fault('archive-broken', { file: name });
    const local = this.#bytes(offset, LOCAL_BYTES + nameLength);
    if (!localRecord(header).equals(local)) throw new Fault('archive-broken', { file: name });
    return { name, length, file: { start: offset + local.length, size, crc } };
  }
}
