import { Accounts, type Facts } from './accounts.ts';
import type { Archive } from './archive.ts';
import type { JsonFields } from './encoding.ts';
import { Fault } from './fault.ts';
import { sha256 } from './hashes.ts';
import { History } from './history.ts';
import type { Known } from './known.ts';
import { Log } from './log.ts';
import type { Checkpoint } from './note.ts';
import {
  type Leaf,
  type OpenedRecord,
  openRecord,
  RECORDS,
  type RecordLine,
  readLeaf,
  recordLines,
} from './records.ts';
import type { Report } from './report.ts';
import type { SendList } from './send-lists.ts';
import { Sends } from './sends.ts';
import { Table } from './table.ts';

const NOTICE_MAX_BYTES = 1 << 20;
const KINDS = ['consent', 'send', 'import', 'erase', 'export', 'staff', 'key'];

interface WalkOptions {
  checkpoint: Checkpoint;
  facts: Facts | undefined;
  report: Report;
  known: Known;
  sends: Map<string, SendList>;
}

/** One pass over the log and the records beside it; each entry is met once, and little is kept of it. */
export class Walk {
  readonly #accounts: Accounts;
  readonly #history: History;
  readonly #sends: Sends;
  readonly #notices = new Set<string>();
  readonly #lines: Generator<RecordLine>;
  #table: Table | undefined;
  #next: RecordLine | undefined;

  constructor(
    private readonly archive: Archive,
    private readonly options: WalkOptions,
  ) {
    const { report, facts, sends } = options;
    this.#accounts = new Accounts(report, facts);
    this.#history = new History(report, {
      loggedNotices: this.#notices,
      isComplete: () => this.#accounts.isComplete(),
    });
    this.#sends = new Sends(report, sends);
    this.#lines = recordLines(archive);
  }

  run(): void {
    const { report, checkpoint } = this.options;
    this.#table = report.attempt('csv', () => {
      const table = new Table(this.archive);
      table.expectHead();
      return table;
    });
    this.#advance();
    const isWhole = report.attempt('tree', () => this.#walk());
    if (!isWhole) return;
    if (this.#next) report.fault('records', 'record-order', { file: RECORDS, record: this.#next.index });
    report.attempt('csv', () => this.#table?.expectEnd());
    this.#accounts.finish();
    report.attempt('history', () => this.#sends.finish());
    report.count('tree', 'entries', checkpoint.size);
    report.conclude('tree', 'records', 'notices', 'history', 'accounted', 'consistency', 'csv');
  }

  #walk(): true {
    const { report, checkpoint, known } = this.options;
    const log = new Log(this.archive, checkpoint.size, ({ code, place }) =>
      report.fault('tree', code, place),
    );
    const compare = (size: number) => {
      const kept = known.get(size);
      if (!kept) return;
      const root = log.tree.root();
      for (const { root: wanted, file } of kept) {
        if (!wanted.equals(root)) report.fault('consistency', 'fork', { file });
      }
    };
    compare(0);
    for (const { index, entry } of log.entries()) {
      report.attempt('records', () => this.#take(index, entry.toString('latin1')));
      compare(index + 1);
    }
    if (!log.tree.root().equals(checkpoint.root)) report.fault('tree', 'root-differs');
    return true;
  }

  #take(index: number, entry: string): void {
    const line = this.#next?.index === index ? this.#next : undefined;
    try {
      const leaf = readLeaf(entry, index);
      this.#takeLeaf(index, leaf);
      if (!line) {
        if ('commitment' in leaf) this.#accounts.take(index, 'omitted');
        else this.#accounts.missPublic(index);
        return;
      }
      const record = openRecord(line, leaf, entry);
      this.#accounts.take(index, record.status);
      if (record.status !== 'erased') this.#sends.open(index);
      this.#takeRow(record);
      if (record.deleted) this.#accounts.takeDeleted(index, record.deleted);
      if (record.payload) this.#takePayload(index, leaf.kind, record.payload);
    } finally {
      if (line) this.#advance();
    }
  }

  #takeLeaf(index: number, leaf: Leaf): void {
    const { report, checkpoint } = this.options;
    if ('origin' in leaf && leaf.origin !== checkpoint.origin) {
      report.fault('tree', 'origin-differs', { record: index });
    }
    if ('sha256' in leaf) report.attempt('notices', () => this.#takeNotice(leaf.sha256, index));
  }

  #takePayload(index: number, kind: string, payload: JsonFields): void {
    this.options.report.count('records', 'opened');
    this.#history.take({ index, kind, payload });
    this.#sends.take({ index, kind, payload });
    if (kind === 'erase') this.#accounts.takeErasure(index, payload);
    if (!KINDS.includes(kind)) this.options.report.gap('records', 'kind-unknown', index);
  }

  #takeNotice(hash: string, record: number): void {
    const file = `data/notices/${hash}.txt`;
    this.#notices.add(hash);
    if (!this.archive.files.has(file)) throw new Fault('notice-missing', { file, record });
    const words = this.archive.readWhole(file, NOTICE_MAX_BYTES);
    if (sha256(words).toString('hex') !== hash) throw new Fault('notice-differs', { file, record });
    this.options.report.count('notices', 'words');
  }

  /** After the first row that differs the table cannot be followed any more. */
  #takeRow(record: OpenedRecord): void {
    const table = this.#table;
    if (!table) return;
    this.#table = this.options.report.attempt('csv', () => {
      table.expectRow(record);
      return table;
    });
  }

  /** A line that cannot be read ends the records: where the next one begins would be a guess. */
  #advance(): void {
    this.#next = this.options.report.attempt(
      'records',
      () => this.#lines.next().value as RecordLine | undefined,
    );
  }
}
