import { hashText } from './hashes.ts';
import { Shelf } from './shelf.ts';

/** What is kept of a request: enough to compare its confirmation with. */
export interface Request {
  at: string;
  /** In JSON, whatever it is. */
  address: string;
  /** A line for each. */
  topics: string;
}

/** Of a slot: the first 128 bits of the SHA-256 of the request's id, and one more than its place on the shelf. */
const KEY_WORDS = 4;
const WORDS = KEY_WORDS + 1;
const FIRST_SLOTS = 1024;
const PLACES_MAX = 0xffff_fffe;

/**
 * Requests by their id: 110 octets or so each, none of them on the heap, which would take three times as much and as long
 * again to look through what can be cleared away. Of half a million requests that was 250 MB.
 * The ids are hashed, so that nobody can choose ids which all want the same slot.
 */
export class Requests {
  readonly #shelf = new Shelf();
  /** Thousands ask for the same topics under the same words: such a list is kept once, by its number. */
  readonly #numbers = new Map<string, number>();
  readonly #lists: string[] = [];
  #slots = new Uint32Array(FIRST_SLOTS * WORDS);
  #count = 0;

  set(id: string, { at, address, topics }: Request): void {
    const place = this.#shelf.put(JSON.stringify([at, address, this.#numberOf(topics)]));
    if (place > PLACES_MAX) throw new RangeError('too many requests');
    if ((this.#count + 1) * 2 * WORDS > this.#slots.length) this.#grow();
    const key = keyOf(id);
    const slot = slotOf(this.#slots, key);
    if (this.#slots[slot + KEY_WORDS] === 0) this.#count += 1;
    fill(this.#slots, slot, key, place + 1);
  }

  get(id: string): Request | undefined {
    const place = this.#slots[slotOf(this.#slots, keyOf(id)) + KEY_WORDS] as number;
    if (place === 0) return undefined;
    const [at, address, number] = JSON.parse(this.#shelf.get(place - 1)) as [string, string, number];
    return { at, address, topics: this.#lists[number] as string };
  }

  #numberOf(topics: string): number {
    const known = this.#numbers.get(topics);
    if (known !== undefined) return known;
    this.#numbers.set(topics, this.#lists.length);
    return this.#lists.push(topics) - 1;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += WORDS) {
      const place = this.#slots[at + KEY_WORDS] as number;
      const key = this.#slots.subarray(at, at + KEY_WORDS);
      if (place !== 0) fill(slots, slotOf(slots, key), key, place);
    }
    this.#slots = slots;
  }
}

const keyBytes = Buffer.alloc(32);
const keyWords = new Uint32Array(keyBytes.buffer, keyBytes.byteOffset, KEY_WORDS);

/** Valid until the next one is asked for. In JSON, since UTF-8 knows no half of a surrogate pair. */
function keyOf(id: string): Uint32Array {
  keyBytes.write(hashText(JSON.stringify(id)), 'latin1');
  return keyWords;
}

/** Where the key stands, or else the first free slot after the one that it asks for. */
function slotOf(slots: Uint32Array, key: Uint32Array): number {
  const count = slots.length / WORDS;
  for (let slot = (key[0] as number) % count; ; slot = (slot + 1) % count) {
    const at = slot * WORDS;
    if (slots[at + KEY_WORDS] === 0 || isAt(slots, at, key)) return at;
  }
}

function isAt(slots: Uint32Array, at: number, key: Uint32Array): boolean {
  for (let word = 0; word < KEY_WORDS; word += 1) if (slots[at + word] !== key[word]) return false;
  return true;
}

function fill(slots: Uint32Array, at: number, key: Uint32Array, place: number): void {
  slots.set(key, at);
  slots[at + KEY_WORDS] = place;
}
