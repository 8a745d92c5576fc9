/** A part of what is written into a slot: quoted-printable may break a line within it. */
interface Piece<Slot> {
  slot: Slot;
  start: number;
  /** Infinity: to its end. */
  end: number;
}

const SOFT_BREAK = '=\r\n';

/** Octets with holes. What stands between the holes is kept as it is. */
export class Segments<Slot extends string> {
  readonly #constantOctets: number;

  private constructor(
    /** One more than pieces. */
    private readonly constants: readonly Buffer[],
    private readonly pieces: readonly Piece<Slot>[],
  ) {
    this.#constantOctets = constants.reduce((sum, { length }) => sum + length, 0);
  }

  /**
   * Cuts octets wherever a mark stands, also where it is broken by a soft line break.
   * @param template one character an octet.
   */
  static cut<Slot extends string>(template: string, marks: Record<Slot, string>): Segments<Slot> {
    const found = slotsOf(marks)
      .flatMap((slot) => places(template, slot, marks[slot]))
      .sort((one, other) => one.from - other.from);
    const ends = [0, ...found.map(({ to }) => to)];
    const begins = [...found.map(({ from }) => from), template.length];
    const constants = begins.map((begin, at) => Buffer.from(template.slice(ends[at], begin), 'latin1'));
    return new Segments(
      constants,
      found.map(({ piece }) => piece),
    );
  }

  has(slot: Slot): boolean {
    return this.pieces.some((piece) => piece.slot === slot);
  }

  /** Octets before the first hole. */
  get head(): Buffer {
    return this.constants[0] ?? Buffer.alloc(0);
  }

  /** What follows `head`, one after the other. */
  *tail(written: Record<Slot, string>): Generator<string | Buffer> {
    for (const [index, piece] of this.pieces.entries()) {
      yield textOf(piece, written);
      const constant = this.constants[index + 1];
      if (constant) yield constant;
    }
  }

  /**
   * @param written as UTF-8 between the constants; for a slot that is cut into pieces always as long as its mark.
   * @param before comes before all of it.
   */
  fill(written: Record<Slot, string>, before = ''): Buffer {
    const { constants, pieces } = this;
    const texts = pieces.map((piece) => textOf(piece, written));
    let octets = this.#constantOctets + Buffer.byteLength(before);
    for (const text of texts) octets += Buffer.byteLength(text);
    const whole = Buffer.allocUnsafe(octets);
    let at = whole.write(before);
    at += this.head.copy(whole, at);
    // By numbers: an iterator of pairs would be the larger part of the work.
    for (let index = 0; index < texts.length; index += 1) {
      at += whole.write(texts[index] ?? '', at);
      at += constants[index + 1]?.copy(whole, at) ?? 0;
    }
    return whole;
  }
}

function textOf<Slot extends string>(
  { slot, start, end }: Piece<Slot>,
  written: Record<Slot, string>,
): string {
  return start === 0 && end === Number.POSITIVE_INFINITY ? written[slot] : written[slot].slice(start, end);
}

interface Place<Slot> {
  piece: Piece<Slot>;
  from: number;
  to: number;
}

function places<Slot extends string>(template: string, slot: Slot, mark: string): Place<Slot>[] {
  const pattern = [...mark].map((character) => character.replace(/\W/, '\\$&')).join(`(?:${SOFT_BREAK})?`);
  const found = [...template.matchAll(new RegExp(pattern, 'g'))];
  return found.flatMap(({ index, 0: text }) => piecesOf(slot, text, index));
}

function piecesOf<Slot>(slot: Slot, text: string, index: number): Place<Slot>[] {
  const parts = text.split(SOFT_BREAK);
  let start = 0;
  let from = index;
  return parts.map((part, at) => {
    const end = at === parts.length - 1 ? Number.POSITIVE_INFINITY : start + part.length;
    const place = { piece: { slot, start, end }, from, to: from + part.length };
    start += part.length;
    from = place.to + SOFT_BREAK.length;
    return place;
  });
}

function slotsOf<Slot extends string>(marks: Record<Slot, string>): Slot[] {
  return Object.keys(marks) as Slot[];
}
