const PIECE_BYTES = 1 << 18;
/** Of one unit of UTF-16 in UTF-8. */
const UNIT_BYTES_MAX = 3;

/**
 * Gathers texts into pieces of UTF-8, each in the memory of the one before: whoever takes a piece is done with it when it asks
 * for the next. Pieces of their own, as large as a page of rows, took hundreds of megabytes before anybody cleared them away.
 */
export async function* textPieces(pages: AsyncIterable<Iterable<string>>): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(PIECE_BYTES);
  let end = 0;
  for await (const texts of pages) {
    for (const text of texts) {
      const most = text.length * UNIT_BYTES_MAX;
      if (end + most > PIECE_BYTES) {
        yield piece.subarray(0, end);
        end = 0;
      }
      if (most > PIECE_BYTES) yield Buffer.from(text);
      else end += piece.write(text, end);
    }
  }
  yield piece.subarray(0, end);
}
