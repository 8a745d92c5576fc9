import { parseAddress } from '#libs/addresses';
import type { FormProblem } from '#libs/site';
import type { Scope } from '../packages/scope.ts';

export const exportFormats = ['package', 'ndjson', 'csv', 'iso-27560', 'kantara'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A scope as somebody asked for it: an address is not yet the ids that it had. */
export type WantedScope = Exclude<Scope, { kind: 'resident' }> | { kind: 'resident'; address: string };

export interface ExportRequest {
  format: ExportFormat;
  scope: WantedScope;
  /** Of the ledger; the newest that is signed when absent. */
  size?: number | undefined;
}

/** What the form's fields hold, as typed. */
export type ExportFields = Partial<
  Record<'format' | 'scope' | 'topic' | 'from' | 'to' | 'dispatch' | 'address' | 'size', string>
>;

/** @returns the request, or what is wrong with which field. */
export function readExportRequest(fields: ExportFields): ExportRequest | { problems: FormProblem[] } {
  const problems: FormProblem[] = [];
  const refuse = (field: string) => problems.push({ field, message: `exports.wrong-${field}` });
  const format = exportFormats.find((each) => each === fields.format);
  if (!format) refuse('format');
  const scope = readScope(fields, refuse);
  const size = fields.size ? Number(fields.size) : undefined;
  if (fields.size && !/^[1-9][0-9]{0,14}$/.test(fields.size)) refuse('size');
  return format && scope && problems.length === 0 ? { format, scope, size } : { problems };
}

function readScope(fields: ExportFields, refuse: (field: string) => void): WantedScope | undefined {
  const { topic = '', from = '', to = '', dispatch = '', address = '' } = fields;
  switch (fields.scope) {
    case 'everything':
      return { kind: 'everything' };
    case 'topic':
      if (/^[a-z0-9-]{1,80}$/.test(topic)) return { kind: 'topic', topic };
      return void refuse('topic');
    case 'period':
      if (!isDay(from)) refuse('from');
      if (!isDay(to) || to < from) refuse('to');
      return { kind: 'period', from, to };
    case 'dispatch':
      if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(dispatch))
        return { kind: 'dispatch', dispatch_id: dispatch };
      return void refuse('dispatch');
    case 'resident':
      if ('key' in parseAddress(address)) return { kind: 'resident', address };
      return void refuse('address');
    default:
      return void refuse('scope');
  }
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}
