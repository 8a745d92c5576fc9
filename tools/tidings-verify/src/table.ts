import type { Archive } from './archive.ts';
import { isFields, type Json, type JsonFields } from './encoding.ts';
import { Fault } from './fault.ts';
import type { RecordLine } from './records.ts';

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

  constructor(archive: Archive) {
    this.#chunks = archive.read(TABLE);
  }

  /** @throws Fault `csv-differs` */
  expectHead(): void {
    this.#expect(`\ufeff${rowOf(HEAD)}`, undefined);
  }

  /** @throws Fault `csv-differs` */
  expectRow(line: RecordLine): void {
    this.#expect(rowOf(cellsOf(line)), line.index);
  }

  /** @throws Fault when the table has more than the records. */
  expectEnd(): void {
    if (this.#rest.length > 0 || !this.#chunks.next().done) throw new Fault('csv-differs', { file: TABLE });
  }

  #expect(row: string, record: number | undefined): void {
    const wanted = Buffer.from(row);
    while (this.#rest.length < wanted.length) {
      const { value, done } = this.#chunks.next();
      if (done) break;
      this.#rest = Buffer.concat([this.#rest, value]);
    }
    if (!this.#rest.subarray(0, wanted.length).equals(wanted))
      throw new Fault('csv-differs', { file: TABLE, record });
    this.#rest = this.#rest.subarray(wanted.length);
  }
}

function cellsOf({ fields, status, index, payload = {} }: RecordLine): (Json | undefined)[] {
  const leaf = JSON.parse(String(fields.leaf)) as JsonFields;
  const manner = isFields(payload.manner) ? payload.manner : {};
  const topics = (name: string, separator = ' ') => listed(payload.topics, name, separator);
  return [
    index,
    leaf.k,
    status,
    payload.action,
    payload.occurred_at,
    payload.address,
    topics('topic'),
    topics('topic_version'),
    topics('purpose', '; '),
    leaf.sha256 ?? topics('notice'),
    topics('notice_language'),
    ...MANNER.map((name) => manner[name]),
    ...SIMPLE.map((name) => payload[name]),
  ];
}

function listed(topics: Json | undefined, name: string, separator: string): string | undefined {
  if (!Array.isArray(topics)) return undefined;
  return topics.map((topic) => shown(isFields(topic) ? topic[name] : undefined) ?? '').join(separator);
}

function shown(value: Json | undefined): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function rowOf(cells: (Json | undefined)[]): string {
  return `${cells.map((cell) => cellOf(shown(cell))).join(',')}\r\n`;
}

/** Text is quoted; an apostrophe stands before whatever a spreadsheet would run, also after a separator. */
function cellOf(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const afterSeparator = value.replace(/([;,\t\r\n"][\s\p{Cc}]*)(?=[=+\-@＝＋－＠])/gu, "$1'");
  const disarmed = afterSeparator.replace(/^(?=[\s\p{Cc}]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/u, "'");
  return `"${disarmed.replaceAll('"', '""')}"`;
}
