const BLOCK_BYTES = 1 << 20;
const LENGTH_BYTES = 4;

/** Texts that are put away one after the other, outside of the heap, and found again by their place. */
export class Shelf {
  readonly #blocks: Buffer[] = [];
  #end = BLOCK_BYTES;

  /** @returns the place: a number from 0 up. */
  put(text: string): number {
    const most = LENGTH_BYTES + text.length * 3;
    if (this.#end + most > BLOCK_BYTES) {
      // A text longer than a block gets a block of its own size, so that places go on to be multiples of one size.
      this.#blocks.push(Buffer.alloc(Math.max(BLOCK_BYTES, most)));
      this.#end = 0;
    }
    const block = this.#blocks.at(-1) as Buffer;
    const at = this.#end;
    const length = block.write(text, at + LENGTH_BYTES, 'utf8');
    block.writeUInt32LE(length, at);
    this.#end = at + LENGTH_BYTES + length;
    return (this.#blocks.length - 1) * BLOCK_BYTES + at;
  }

  get(place: number): string {
    const block = this.#blocks[Math.floor(place / BLOCK_BYTES)] as Buffer;
    const start = (place % BLOCK_BYTES) + LENGTH_BYTES;
    return block.toString('utf8', start, start + block.readUInt32LE(start - LENGTH_BYTES));
  }
}
