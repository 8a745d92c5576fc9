import type { Answer } from './dns-lookup.ts';

/** What can be said of each. */
export const FINDING_CODES = {
  spf: ['good', 'missing', 'several', 'open', 'lookups', 'weak'],
  dkim: ['good', 'missing', 'several', 'unreadable', 'other', 'testing', 'relay'],
  dmarc: ['good', 'missing', 'several', 'unreadable', 'none', 'no-reports'],
  mx: ['good', 'missing', 'null'],
  'mta-sts': ['good', 'missing', 'several', 'no-policy', 'unreadable', 'mx', 'testing'],
  'tls-rpt': ['good', 'missing', 'several', 'unreadable'],
} as const;

export type Subject = keyof typeof FINDING_CODES;
export type Code = (typeof FINDING_CODES)[Subject][number] | 'unknown';

/** `wrong`: mail is refused or lost by it. `advice`: it could be better. `unknown`: nobody could say. */
export const standings = ['good', 'advice', 'wrong', 'unknown'] as const;
export type Standing = (typeof standings)[number];

/** What is published under one name, and what to mend of it. */
export interface Finding {
  subject: Subject;
  standing: Standing;
  /** Names the words for it: `staff.dns.<subject>.<code>`, or `staff.dns.unknown`. */
  code: Code;
  name: string;
  /** As published. */
  records: string[];
  /** What should be published, where that is known. */
  wanted?: string;
}

export type Judgement = Pick<Finding, 'standing' | 'code'> & { wanted?: string };

/** Judges the one record of its kind among what was answered: there must be one, and no second. */
export function judge(
  asked: Pick<Finding, 'subject' | 'name'>,
  answer: Answer<string>,
  { kind, missing, of }: { kind: RegExp; missing: Standing; of: (record: string) => Judgement },
): Finding {
  if (answer.is === 'unknown') return { ...asked, standing: 'unknown', code: 'unknown', records: [] };
  const records = answer.is === 'found' ? answer.values.filter((text) => kind.test(text)) : [];
  const [record, second] = records;
  if (record === undefined) return { ...asked, standing: missing, code: 'missing', records };
  if (second !== undefined) return { ...asked, standing: 'wrong', code: 'several', records };
  return { ...asked, records, ...of(record) };
}
