import type { Archive } from './archive.ts';
import { isFields, type Json, type JsonFields } from './encoding.ts';
import { Fault } from './fault.ts';
import type { OpenedRecord } from './records.ts';

export const TABLE = 'data/records.csv';
const SIMPLE = ['seconds_since_asked', 'touches', 'deadline', 'event_id', 'resident_id', 'request_id'];
const MANNER = ['control', 'page', 'client_address', 'user_agent'];
const HEAD = [
  'index',
  'kind',
  'status',
  'action',
  'occurred_at',
  'address',
  'topics',
  'topic_versions',
  'purposes',
  'notices',
  'notice_languages',
  ...MANNER,
  ...SIMPLE,
];

/** Makes `records.csv` again from the records, row by row, and compares. The rule stands in docs/verify.md. */
export class Table {
  readonly #chunks: Generator<Buffer>;
  #rest = Buffer.alloc(0);
  /** How much of it has been compared. */
  #at = 0;

  constructor(archive: Archive) {
    this.#chunks = archive.read(TABLE);
  }

  /** @throws Fault `csv-differs` */
  expectHead(): void {
    this.#expect(`\ufeff${rowOf(HEAD)}`, undefined);
  }

  /** @throws Fault `csv-differs` */
  expectRow(record: OpenedRecord): void {
    this.#expect(rowOf(cellsOf(record)), record.index);
  }

  /** @throws Fault when the table has more than the records. */
  expectEnd(): void {
    if (this.#rest.length > this.#at || !this.#chunks.next().done)
      throw new Fault('csv-differs', { file: TABLE });
  }

  #expect(row: string, record: number | undefined): void {
    const wanted = Buffer.from(row);
    while (this.#rest.length - this.#at < wanted.length) {
      const { value, done } = this.#chunks.next();
      if (done) throw new Fault('csv-differs', { file: TABLE, record });
      this.#rest = Buffer.concat([this.#rest.subarray(this.#at), value]);
      this.#at = 0;
    }
    const end = this.#at + wanted.length;
    if (this.#rest.compare(wanted, 0, wanted.length, this.#at, end) !== 0)
      throw new Fault('csv-differs', { file: TABLE, record });
    this.#at = end;
  }
}

function cellsOf({ index, status, leaf, payload = {} }: OpenedRecord): (Json | undefined)[] {
  const manner = isFields(payload.manner) ? payload.manner : {};
  const topics = (name: string, separator = ' ') => listed(payload.topics, name, separator);
  return [
    index,
    leaf.kind,
    status,
    payload.action,
    payload.occurred_at,
    detail(payload, 'address'),
    topics('topic'),
    topics('topic_version'),
    topics('purpose', '; '),
    'sha256' in leaf ? leaf.sha256 : topics('notice'),
    topics('notice_language'),
    ...MANNER.map((name) => detail(manner, name)),
    ...SIMPLE.map((name) => payload[name]),
  ];
}

/** The commitment alone is left of a detail that a rule deleted. */
function detail(members: JsonFields, name: string): Json | undefined {
  return members[name] ?? (members[`${name}_c`] === undefined ? undefined : 'deleted');
}

function listed(topics: Json | undefined, name: string, separator: string): string | undefined {
  if (!Array.isArray(topics)) return undefined;
  return topics.map((topic) => shown(isFields(topic) ? topic[name] : undefined) ?? '').join(separator);
}

function shown(value: Json | undefined): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function rowOf(cells: (Json | undefined)[]): string {
  let row = '';
  for (const cell of cells) row += row === '' ? cellOf(shown(cell)) : `,${cellOf(shown(cell))}`;
  return `${row}\r\n`;
}

/** Nothing in it has to be doubled or disarmed: nearly all cells are so, and the rule below takes longer than all else. */
const PLAIN = /^[A-Za-z0-9/][^;,\t\r\n"]*$/;

/** Text is quoted; an apostrophe stands before whatever a spreadsheet would run, also after a separator. */
function cellOf(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (PLAIN.test(value)) return `"${value}"`;
  const afterSeparator = value.replace(/([;,\t\r\n"][\s\p{Cc}]*)(?=[=+\-@＝＋－＠])/gu, "$1'");
  const disarmed = afterSeparator.replace(/^(?=[\s\p{Cc}]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/u, "'");
  return `"${disarmed.replaceAll('"', '""')}"`;
}
