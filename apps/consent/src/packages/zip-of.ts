import { crc32 } from 'node:zlib';
import { centralHeader, endOfArchive, localHeader, type ZipEntry } from './zip-format.ts';

/** A small archive in memory, in the form of `ZipWriter`: for what must not lie on a disk. Names are ASCII. */
export function zipOf(files: { name: string; bytes: Buffer }[]): Buffer {
  const entries: ZipEntry[] = [];
  const chunks: Buffer[] = [];
  let position = 0;
  const write = (chunk: Buffer) => {
    chunks.push(chunk);
    position += chunk.length;
  };
  for (const { name, bytes } of files) {
    const entry = { name, offset: position, size: bytes.length, crc: crc32(bytes) };
    entries.push(entry);
    write(localHeader(entry));
    write(bytes);
  }
  const start = position;
  for (const entry of entries) write(centralHeader(entry));
  write(endOfArchive(entries.length, { start, end: position }));
  return Buffer.concat(chunks);
}
