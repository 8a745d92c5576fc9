/** One file in the archive. Names are ASCII. */
export interface ZipEntry {
  name: string;
  /** Of its local header. */
  offset: number;
  size: number;
  crc: number;
}

const LOCAL_BYTES = 30;
const LOCAL_EXTRA_BYTES = 20;
/** What a local header has besides the name. */
export const LOCAL_TAIL_BYTES = LOCAL_BYTES + LOCAL_EXTRA_BYTES;

const CENTRAL_BYTES = 46;
const CENTRAL_EXTRA_BYTES = 28;
/** 4.5: the first version with 64-bit fields. */
const VERSION = 45;
const MADE_ON_UNIX = (3 << 8) | VERSION;
/** 1980-01-01, the earliest day that the format has: a time of its own would make each archive another one. */
const FIXED_DATE = 0x0021;
const FILE_MODE = 0o100644;
const IN_EXTRA_32 = 0xffffffff;
const IN_EXTRA_16 = 0xffff;

/** APPNOTE.TXT 4.3.7, with the extra field of 4.5.3. */
export function localHeader({ name, size, crc }: ZipEntry): Buffer {
  const header = Buffer.alloc(LOCAL_BYTES + name.length + LOCAL_EXTRA_BYTES);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FIXED_DATE, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(IN_EXTRA_32, 18);
  header.writeUInt32LE(IN_EXTRA_32, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(LOCAL_EXTRA_BYTES, 28);
  const extra = header.write(name, LOCAL_BYTES, 'ascii') + LOCAL_BYTES;
  writeSizes(header, extra, { bytes: LOCAL_EXTRA_BYTES, size });
  return header;
}

/** APPNOTE.TXT 4.3.12. */
export function centralHeader({ name, offset, size, crc }: ZipEntry): Buffer {
  const header = Buffer.alloc(CENTRAL_BYTES + name.length + CENTRAL_EXTRA_BYTES);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(MADE_ON_UNIX, 4);
  header.writeUInt16LE(VERSION, 6);
  header.writeUInt16LE(FIXED_DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(IN_EXTRA_32, 20);
  header.writeUInt32LE(IN_EXTRA_32, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(CENTRAL_EXTRA_BYTES, 30);
  header.writeUInt32LE(FILE_MODE * 0x10000, 38);
  header.writeUInt32LE(IN_EXTRA_32, 42);
  const extra = header.write(name, CENTRAL_BYTES, 'ascii') + CENTRAL_BYTES;
  writeSizes(header, extra, { bytes: CENTRAL_EXTRA_BYTES, size });
  header.writeBigUInt64LE(BigInt(offset), extra + 20);
  return header;
}

/** APPNOTE.TXT 4.3.14, 4.3.15 and 4.3.16. @param directory where it starts and ends. */
export function endOfArchive(count: number, directory: { start: number; end: number }): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(MADE_ON_UNIX, 12);
  end.writeUInt16LE(VERSION, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(directory.end - directory.start), 40);
  end.writeBigUInt64LE(BigInt(directory.start), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(directory.end), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(IN_EXTRA_16, 84);
  end.writeUInt16LE(IN_EXTRA_16, 86);
  end.writeUInt32LE(IN_EXTRA_32, 88);
  end.writeUInt32LE(IN_EXTRA_32, 92);
  return end;
}

function writeSizes(header: Buffer, at: number, { bytes, size }: { bytes: number; size: number }): void {
  header.writeUInt16LE(0x0001, at);
  header.writeUInt16LE(bytes - 4, at + 2);
  header.writeBigUInt64LE(BigInt(size), at + 4);
  header.writeBigUInt64LE(BigInt(size), at + 12);
}
