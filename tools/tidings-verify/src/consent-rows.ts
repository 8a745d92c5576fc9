import type { Json } from './encoding.ts';

const ID_BYTES = 16;
const ROWS_AT_FIRST = 1024;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** A topic that nothing is about: what has no proper resident stands for nobody. */
const NO_TOPIC = 0;

export interface ConsentRow {
  /** Of the entry. */
  record: number;
  resident: Buffer | undefined;
  topic: number;
  version: number;
  /** Milliseconds since the epoch. */
  moment: number;
}

/**
 * What entries say about residents and topics, one row for each topic of an entry, in the order of the log. In columns of
 * numbers, 44 octets a row: as objects, millions of consents would not fit in memory.
 */
export class ConsentRows {
  count = 0;
  #ids = Buffer.alloc(ROWS_AT_FIRST * ID_BYTES);
  #topics = new Uint32Array(ROWS_AT_FIRST);
  #records = new Float64Array(ROWS_AT_FIRST);
  #versions = new Float64Array(ROWS_AT_FIRST);
  #moments = new Float64Array(ROWS_AT_FIRST);

  add({ record, resident, topic, version, moment }: ConsentRow): void {
    if (this.count === this.#topics.length) this.#grow();
    const row = this.count;
    resident?.copy(this.#ids, row * ID_BYTES);
    this.#topics[row] = resident ? topic : NO_TOPIC;
    this.#records[row] = record;
    this.#versions[row] = version;
    this.#moments[row] = moment;
    this.count += 1;
  }

  isOf(row: number, resident: Buffer, topic: number): boolean {
    const at = row * ID_BYTES;
    return this.#topics[row] === topic && resident.compare(this.#ids, at, at + ID_BYTES) === 0;
  }

  version(row: number): number {
    return this.#versions[row] ?? Number.NaN;
  }

  moment(row: number): number {
    return this.#moments[row] ?? Number.NaN;
  }

  /** The rows of one entry: from where on, and before which. */
  rowsOf(record: number): [from: number, before: number] {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle] ?? 0) < record) low = middle + 1;
      else high = middle;
    }
    let before = low;
    while (before < this.count && this.#records[before] === record) before += 1;
    return [low, before];
  }

  #grow(): void {
    const length = this.count * 2;
    this.#ids = Buffer.concat([this.#ids], length * ID_BYTES);
    const grown = (column: Float64Array) => {
      const wider = new Float64Array(length);
      wider.set(column);
      return wider;
    };
    [this.#records, this.#versions, this.#moments] = [
      grown(this.#records),
      grown(this.#versions),
      grown(this.#moments),
    ];
    const topics = new Uint32Array(length);
    topics.set(this.#topics);
    this.#topics = topics;
  }
}

/** Numbers for the names of topics, from 1 on. */
export class TopicNumbers {
  readonly #numbers = new Map<string, number>();

  of(topic: Json | undefined): number {
    const name = String(topic);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#numbers.size + 1);
    return this.#numbers.size;
  }
}

/** The 16 octets of an id in its one spelling. */
export function idOf(text: Json | undefined): Buffer | undefined {
  return typeof text === 'string' && UUID.test(text)
    ? Buffer.from(text.replaceAll('-', ''), 'hex')
    : undefined;
}

/** Milliseconds of a time in its one spelling, such as `2026-03-02T15:00:00.000Z`. */
export function momentOf(text: Json | undefined): number | undefined {
  if (typeof text !== 'string') return undefined;
  const moment = Date.parse(text);
  return !Number.isNaN(moment) && new Date(moment).toISOString() === text ? moment : undefined;
}

/** A set of entries, in an eighth of an octet each. */
export class EntrySet {
  #bits = new Uint8Array(ROWS_AT_FIRST);

  add(index: number): void {
    const octet = Math.floor(index / 8);
    if (octet >= this.#bits.length) {
      const wider = new Uint8Array(octet * 2);
      wider.set(this.#bits);
      this.#bits = wider;
    }
    this.#bits[octet] = (this.#bits[octet] ?? 0) | (1 << (index % 8));
  }

  has(index: number): boolean {
    return ((this.#bits[Math.floor(index / 8)] ?? 0) & (1 << (index % 8))) !== 0;
  }
}
