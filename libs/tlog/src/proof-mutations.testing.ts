import fc from 'fast-check';

/** Every kind of change to a list of hashes: a bit, a length, a hash dropped, doubled, added or moved. */
export function mutations(proof: readonly Buffer[]): fc.Arbitrary<Buffer[]> {
  const place = fc.nat(Math.max(0, proof.length - 1));
  const kinds = [
    fc
      .tuple(place, fc.uint8Array({ minLength: 32, maxLength: 32 }))
      .map(([at, hash]) => proof.toSpliced(at, 0, Buffer.from(hash))),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((hash) => [...proof, Buffer.from(hash)]),
  ];
  if (proof.length > 0) {
    kinds.push(
      fc.tuple(place, fc.nat(255)).map(([at, bit]) => proof.with(at, flipBit(proof[at], bit))),
      place.map((at) => proof.toSpliced(at, 1)),
      place.map((at) => proof.toSpliced(at, 0, proof[at] ?? Buffer.of())),
      place.map((at) => proof.with(at, (proof[at] ?? Buffer.of()).subarray(0, 31))),
      place.map((at) => proof.with(at, Buffer.concat([proof[at] ?? Buffer.of(), Buffer.of(0)]))),
    );
  }
  if (proof.length > 1) kinds.push(fc.constant(proof.toReversed()));
  return fc.oneof(...kinds);
}

function flipBit(hash: Buffer = Buffer.alloc(32), bit: number): Buffer {
  const flipped = Buffer.from(hash);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}
