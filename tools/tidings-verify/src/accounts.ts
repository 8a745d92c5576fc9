import type { Archive } from './archive.ts';
import { Deletions } from './deletions.ts';
import { fromCanonical, isFields, type Json, type JsonFields } from './encoding.ts';
import { Fault } from './fault.ts';
import type { Report } from './report.ts';

export const FACTS = 'data/package.json';
const STATUSES = ['open', 'public', 'erased', 'omitted'] as const;

/** What the package says about itself. Nothing of it is believed: it is compared with what is found. */
export interface Facts {
  origin: string;
  size: number;
  scope: JsonFields;
  counts: JsonFields;
}

/** @throws Fault */
export function readFacts(archive: Archive): Facts {
  const text = archive.readWhole(FACTS, 1 << 20).toString('latin1');
  const fields = text.endsWith('\n') ? fromCanonical(text.slice(0, -1)) : undefined;
  const { origin, size, scope, counts, format } = fields ?? {};
  if (
    typeof origin !== 'string' ||
    typeof size !== 'number' ||
    !isFields(scope) ||
    !isFields(counts) ||
    format !== 'tidings-evidence/v1'
  )
    throw new Fault('file-malformed', { file: FACTS });
  return { origin, size, scope, counts };
}

/** Each entry of the log is opened, public, erased with an entry that says so, or left out for the scope. */
export class Accounts {
  readonly #found = { open: 0, public: 0, erased: 0, omitted: 0 };
  readonly #erased: number[] = [];
  /** Up to which entry an erasure names each. */
  readonly #explained = new Map<number, number>();
  readonly #deletions: Deletions;

  constructor(
    private readonly report: Report,
    private readonly facts: Facts | undefined,
  ) {
    this.#deletions = new Deletions(report);
  }

  /** Whether every record up to now is open. */
  isComplete(): boolean {
    return this.#found.erased === 0 && this.#found.omitted === 0;
  }

  take(index: number, status: (typeof STATUSES)[number]): void {
    this.#found[status] += 1;
    if (status === 'erased') this.#erased.push(index);
    if (status === 'omitted' && this.#isEverything)
      this.report.fault('accounted', 'record-missing', { record: index });
  }

  /** Public entries are in every package: leaving one out would hide the words that were shown. */
  missPublic(index: number): void {
    this.report.fault('accounted', 'record-missing', { record: index });
  }

  /** @param kinds of the details that are not there. */
  takeDeleted(index: number, kinds: string[]): void {
    for (const kind of kinds) this.#deletions.miss(index, kind);
  }

  takeErasure(index: number, payload: JsonFields): void {
    for (const entry of erasedLeaves(payload)) this.#explained.set(entry, index);
    this.#deletions.takeRule(index, payload);
  }

  finish(): void {
    for (const record of this.#erased) {
      const explained = this.#explained.get(record);
      if (explained !== undefined && explained > record) this.report.gap('accounted', 'erased', record);
      else this.report.fault('accounted', 'erased-unexplained', { record });
    }
    this.#deletions.finish();
    const { omitted } = this.#found;
    if (omitted > 0 && !this.#isEverything) this.report.gap('accounted', 'omitted', undefined, omitted);
    for (const status of STATUSES) {
      this.report.count('accounted', status, this.#found[status]);
      if (this.facts && this.facts.counts[status] !== this.#found[status]) {
        this.report.fault('accounted', 'counts-differ', { file: FACTS });
      }
    }
  }

  get #isEverything(): boolean {
    return this.facts?.scope.kind === 'everything';
  }
}

function erasedLeaves({ entries }: JsonFields): number[] {
  return Array.isArray(entries)
    ? entries.filter((entry: Json): entry is number => typeof entry === 'number')
    : [];
}
