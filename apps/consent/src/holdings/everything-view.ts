import type { HeldTable } from '#libs/contracts';
import type { NoticeWords } from '../evidence/evidence.ts';
import type { Everything, HeldEntry } from './everything.ts';

/** One fact as a page shows it: its name is put into words there, and so are times and yes and no. */
export type Fact = { name: string } & (
  | { text: string }
  | { word: string }
  | { moment: string }
  | { day: string }
  | { yes: boolean }
  | { deletedAt: string; rule: string }
);

export interface EverythingView {
  address: string;
  askedAt: string;
  madeAt: string;
  ledger: Everything['ledger'];
  entries: { index: number; action: string; occurredAt: string; facts: Fact[]; notices: NoticeWords[] }[];
  services: { name: keyof Everything['held']; tables: { name: string; rows: Fact[][] }[] }[];
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Of an entry: said in its heading, or beside the words that were shown. */
const NOT_AGAIN = ['action', 'occurred_at', 'notice_language'];

/** What stands here is one of a few words of ours, which pages put into the reader's language. */
const OF_OUR_WORDS = [
  'basis',
  'end_reason',
  'ended_by',
  'ended_reason',
  'frequency',
  'kind',
  'outcome',
  'placed_as',
  'reason',
  'role',
  'shown',
  'state',
  'status',
  'suppressed_reason',
  'taken_as',
  'weight',
];

/** @param language of the reader, for what was written in several. */
export function viewOf(everything: Everything, language: string): EverythingView {
  const { address, asked_at: askedAt, made_at: madeAt, ledger, held, entries } = everything;
  const services = (['subscription', 'consent', 'notification'] as const).map((name) => ({
    name,
    tables: held[name].map((table) => tableView(table, language)),
  }));
  return {
    address,
    askedAt,
    madeAt,
    ledger,
    entries: entries.map((each) => entryView(each, language)),
    services,
  };
}

function tableView({ name, rows }: HeldTable, language: string) {
  return { name, rows: rows.map((row) => factsOf(row, language)) };
}

function entryView({ index, action, occurred_at, facts, notices, details }: HeldEntry, language: string) {
  const told = factsOf(facts, language).filter((fact) => !NOT_AGAIN.includes(fact.name));
  return { index, action, occurredAt: occurred_at, facts: [...told, ...deletedIn(details)], notices };
}

function deletedIn(details: HeldEntry['details'] = {}): Fact[] {
  return Object.entries(details).flatMap(([name, detail]) =>
    'rule' in detail ? [{ name, deletedAt: detail.deleted_at, rule: detail.rule.class }] : [],
  );
}

/** In the order in which they came; what a member holds comes up beside it, one below the other. */
export function factsOf(row: object, language: string): Fact[] {
  return Object.entries(row).flatMap(([name, value]): Fact[] => {
    if (value === null || value === '') return [];
    if (typeof value === 'boolean') return [{ name, yes: value }];
    if (typeof value === 'number') return [{ name, text: String(value) }];
    if (typeof value === 'string') return [{ name, ...spoken(name, value) }];
    if (Array.isArray(value)) return value.flatMap((each) => ofMember(name, each, language));
    return ofMember(name, value, language);
  });
}

function ofMember(name: string, value: unknown, language: string): Fact[] {
  if (typeof value !== 'object' || value === null) return factsOf({ [name]: value }, language);
  const inLanguages = Object.entries(value);
  if (name !== 'subjects') return factsOf(value, language);
  const chosen = inLanguages.find(([code]) => code === language) ?? inLanguages[0];
  return chosen ? [{ name, text: String(chosen[1]) }] : [];
}

function spoken(name: string, value: string) {
  if (OF_OUR_WORDS.includes(name)) return { word: value };
  if (MOMENT.test(value)) return { moment: value };
  return DAY.test(value) ? { day: value } : { text: value };
}
