import { DETAILS } from './details.ts';
import type { Json, JsonFields } from './encoding.ts';
import type { Report } from './report.ts';

/** Runs of indexes, each from its first to its last, and the entry that says that a rule deleted what they had. */
interface Explanation {
  first: number;
  last: number;
  by: number;
}

/**
 * Details go before their records by rules that the city keeps; an entry for each batch says which. One that is gone without such
 * an entry makes the package fail: somebody took it out. Runs are kept, not indexes, since most of a large log may be gone.
 */
export class Deletions {
  readonly #missing = new Map<string, Runs>(DETAILS.map((kind) => [kind, new Runs()]));
  readonly #explained = new Map<string, Explanation[]>(DETAILS.map((kind) => [kind, []]));

  constructor(private readonly report: Report) {}

  miss(record: number, kind: string): void {
    this.#missing.get(kind)?.add(record);
  }

  takeRule(by: number, { detail, ranges }: JsonFields): void {
    const explained = this.#explained.get(String(detail));
    if (!explained || !Array.isArray(ranges)) return;
    for (const range of ranges) {
      const [first, last] = isRange(range) ? range : [];
      // Nothing is deleted before it was there.
      if (first !== undefined && last !== undefined && last < by) explained.push({ first, last, by });
    }
  }

  finish(): void {
    for (const [kind, missing] of this.#missing) {
      const explained = (this.#explained.get(kind) ?? []).sort((a, b) => a.first - b.first);
      let [next, reach, deleted] = [0, -1, 0];
      for (const record of missing.all()) {
        for (; (explained[next]?.first ?? Number.POSITIVE_INFINITY) <= record; next += 1)
          reach = Math.max(reach, explained[next]?.last ?? -1);
        if (record <= reach) deleted += 1;
        else this.report.fault('accounted', 'detail-unexplained', { record, detail: kind });
      }
      if (deleted > 0) this.report.count('accounted', `${kind}_deleted`, deleted);
    }
  }
}

/** Indexes that come in ascending order, as first and last of each run. */
class Runs {
  readonly #runs: number[] = [];

  add(index: number): void {
    if (this.#runs.at(-1) === index - 1) this.#runs[this.#runs.length - 1] = index;
    else this.#runs.push(index, index);
  }

  *all(): Generator<number> {
    for (let at = 0; at < this.#runs.length; at += 2)
      for (let index = this.#runs[at] as number; index <= (this.#runs[at + 1] as number); index += 1)
        yield index;
  }
}

function isRange(range: Json): range is [number, number] {
  return (
    Array.isArray(range) &&
    range.length === 2 &&
    range.every((bound) => Number.isSafeInteger(bound)) &&
    (range[0] as number) <= (range[1] as number)
  );
}
