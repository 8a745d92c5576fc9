import { type DkimKey, keyRecord, readKeyRecord, readTags } from '#libs/dkim';
import type { Answer } from './dns-lookup.ts';
import { type Finding, type Judgement, judge } from './finding.ts';

/** RFC 7208 section 4.6.4: more are an error. */
const SPF_LOOKUPS = 10;

/** Who may send for the domain (RFC 7208). */
export function spfFinding(name: string, answer: Answer<string>): Finding {
  return judge({ subject: 'spf', name }, answer, { kind: /^v=spf1(?: |$)/i, missing: 'wrong', of: spf });
}

function spf(record: string): Judgement {
  const terms = record.toLowerCase().split(/\s+/).slice(1);
  const lookups = terms.filter((term) => /^[+?~-]?(?:include:|a\b|mx\b|ptr\b|exists:)|^redirect=/.test(term));
  if (terms.some((term) => term === 'all' || term === '+all')) return { standing: 'wrong', code: 'open' };
  if (lookups.length > SPF_LOOKUPS) return { standing: 'wrong', code: 'lookups' };
  const isClosed = terms.some((term) => /^[~-]all$|^redirect=/.test(term));
  return isClosed ? { standing: 'good', code: 'good' } : { standing: 'advice', code: 'weak' };
}

/** Whether what we sign with is published (RFC 6376 section 3.6.1). */
export function dkimFinding(key: DkimKey, answer: Answer<string>): Finding {
  const wanted = keyRecord(key);
  const finding = judge({ subject: 'dkim', name: wanted.name }, answer, {
    kind: /(?:^|;)\s*p\s*=/,
    missing: 'wrong',
    of: (record) => dkim(record, key),
  });
  return finding.standing === 'good' ? finding : { ...finding, wanted: wanted.text };
}

function dkim(record: string, { publicKey, algorithm }: DkimKey): Judgement {
  const published = readKeyRecord(record);
  if (!published) return { standing: 'wrong', code: 'unreadable' };
  const isOurs = published.algorithm === algorithm && published.publicKey.equals(publicKey);
  if (!isOurs) return { standing: 'wrong', code: 'other' };
  const flags = (readTags(record).get('t') ?? '').split(':').map((flag) => flag.trim());
  return flags.includes('y') ? { standing: 'advice', code: 'testing' } : { standing: 'good', code: 'good' };
}

/**
 * What receivers do with mail that only claims to be of the domain (RFC 7489).
 * @param isAbove the record is that of a domain above ours.
 */
export function dmarcFinding(name: string, answer: Answer<string>, isAbove: boolean): Finding {
  return judge({ subject: 'dmarc', name }, answer, {
    kind: /^v\s*=\s*DMARC1\s*(?:;|$)/,
    missing: 'wrong',
    of: (record) => dmarc(record, isAbove),
  });
}

function dmarc(record: string, isAbove: boolean): Judgement {
  const tags = readTags(record);
  const policy = ((isAbove && tags.get('sp')) || tags.get('p') || '').toLowerCase();
  if (!['none', 'quarantine', 'reject'].includes(policy)) return { standing: 'wrong', code: 'unreadable' };
  if (policy === 'none') return { standing: 'advice', code: 'none' };
  return tags.has('rua') ? { standing: 'good', code: 'good' } : { standing: 'advice', code: 'no-reports' };
}
