/** What the one way to write an archive leaves open (docs/verify.md). */
export interface Header {
  name: string;
  size: number;
  crc: number;
  offset: number;
}

export function localRecord({ name, size, crc }: Header): Buffer {
  const head = fields(
    [4, 0x04034b50],
    [2, 45],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 0x21],
    [4, crc],
    [4, 0xffffffff],
    [4, 0xffffffff],
    [2, name.length],
    [2, 20],
  );
  return Buffer.concat([head, Buffer.from(name, 'latin1'), fields([2, 1], [2, 16], [8, size], [8, size])]);
}

export function centralRecord({ name, size, crc, offset }: Header): Buffer {
  const head = fields(
    [4, 0x02014b50],
    [2, 0x032d],
    [2, 45],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 0x21],
    [4, crc],
    [4, 0xffffffff],
    [4, 0xffffffff],
    [2, name.length],
    [2, 28],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, 0x81a40000],
    [4, 0xffffffff],
  );
  return Buffer.concat([
    head,
    Buffer.from(name, 'latin1'),
    fields([2, 1], [2, 24], [8, size], [8, size], [8, offset]),
  ]);
}

export function endRecord(count: number, start: number, size: number): Buffer {
  return Buffer.concat([
    fields(
      [4, 0x06064b50],
      [8, 44],
      [2, 0x032d],
      [2, 45],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, size],
      [8, start],
    ),
    fields([4, 0x07064b50], [4, 0], [8, start + size], [4, 1]),
    fields(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, 0xffff],
      [2, 0xffff],
      [4, 0xffffffff],
      [4, 0xffffffff],
      [2, 0],
    ),
  ]);
}

/** Each number with the octets it takes, the lowest octet first. */
function fields(...numbers: [octets: number, value: number][]): Buffer {
  return Buffer.concat(
    numbers.map(([octets, value]) => {
      const field = Buffer.alloc(octets);
      if (octets === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(value, 0, octets);
      return field;
    }),
  );
}
