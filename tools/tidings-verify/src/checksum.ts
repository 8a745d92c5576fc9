import * as zlib from 'node:zlib';

const table = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as archives have it. Node has it since 20.15. */
export const crc32: (bytes: Uint8Array, before?: number) => number =
  (zlib as { crc32?: typeof slowCrc32 }).crc32 ?? slowCrc32;

function slowCrc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  for (const octet of bytes) value = (table[(value ^ octet) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
}
