import { ConsentRows, EntrySet, idOf, momentOf, TopicNumbers } from './consent-rows.ts';
import type { JsonFields } from './encoding.ts';
import { type OpenEvent, topicsOf } from './history.ts';

const NO_ROW = -1;

/** What was sent, to whom, relying on which entry. */
export interface Reliance {
  resident: string;
  topic: string;
  record: number;
  /** The entry of the dispatch, and when it began. */
  send: number;
  begun: number;
}

/** Consents that a dispatch may rely on, and what ended them. Of both little is kept, since there may be millions. */
export class Bases {
  readonly #opened = new EntrySet();
  readonly #topics = new TopicNumbers();
  readonly #consents = new ConsentRows();
  readonly #endings = new ConsentRows();
  /** By a part of the resident's id the last ending, and before each ending the one that shares that part. */
  readonly #lastEnding = new Map<number, number>();
  readonly #earlier: number[] = [];

  /** What the entry says is known: it is neither left out nor erased. */
  open(index: number): void {
    this.#opened.add(index);
  }

  takeConsent({ index, payload }: OpenEvent): void {
    // A time that is none ends the consent at once: what cannot be read must not excuse anything.
    const until = payload.expires_at === undefined ? Infinity : (momentOf(payload.expires_at) ?? -Infinity);
    this.#add(this.#consents, index, payload, until);
  }

  takeEnding({ index, payload }: OpenEvent): void {
    const from = this.#endings.count;
    this.#add(this.#endings, index, payload, momentOf(payload.occurred_at) ?? -Infinity);
    const key = placeOf(idOf(payload.resident_id));
    for (let row = from; row < this.#endings.count; row += 1) {
      this.#earlier[row] = this.#lastEnding.get(key) ?? NO_ROW;
      this.#lastEnding.set(key, row);
    }
  }

  /** Why it must not have been sent; `unknown` when what was relied on is not opened here. */
  objectionTo({ resident, topic, record, send, begun }: Reliance) {
    const [from, before] = this.#consents.rowsOf(record);
    if (from === before && record < send && !this.#opened.has(record)) return 'unknown';
    const [id, number] = [idOf(resident), this.#topics.of(topic)];
    let row = from;
    while (row < before && !(id && this.#consents.isOf(row, id, number))) row += 1;
    if (!id || row === before || record >= send) return 'sent-without-consent';
    if (this.#consents.moment(row) <= begun) return 'sent-after-term';
    return this.#isOver(id, number, { version: this.#consents.version(row), begun })
      ? 'sent-after-withdrawal'
      : undefined;
  }

  /** What was withdrawn while the dispatch ran may have been said after this mail had left. */
  #isOver(id: Buffer, topic: number, { version, begun }: { version: number; begun: number }): boolean {
    let row = this.#lastEnding.get(placeOf(id)) ?? NO_ROW;
    for (; row !== NO_ROW; row = this.#earlier[row] ?? NO_ROW) {
      const isOfIt = this.#endings.isOf(row, id, topic) && this.#endings.version(row) >= version;
      if (isOfIt && this.#endings.moment(row) < begun) return true;
    }
    return false;
  }

  #add(rows: ConsentRows, record: number, payload: JsonFields, moment: number): void {
    const resident = idOf(payload.resident_id);
    for (const { topic, version } of topicsOf(payload))
      rows.add({ record, resident, topic: this.#topics.of(topic), version: Number(version), moment });
  }
}

/** Six octets of a random id: a number, and hardly ever that of another. */
function placeOf(id: Buffer | undefined): number {
  return id?.readUIntBE(0, 6) ?? NO_ROW;
}
