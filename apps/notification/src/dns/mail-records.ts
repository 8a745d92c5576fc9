import type { DkimKey } from '#libs/dkim';
import type { Answer, Lookup } from './dns-lookup.ts';
import type { Finding } from './finding.ts';
import { mtaStsFinding, mxFinding, tlsReportFinding } from './return-findings.ts';
import { dkimFinding, dmarcFinding, spfFinding } from './sender-findings.ts';

export interface MailDomain {
  /** Of MAIL_FROM, as A-labels. */
  domain: string;
  /** Empty where the relay signs: its names are not known here. */
  keys: readonly DkimKey[];
}

/** Reads what the world is told about our mail, all at once, and says what to mend. */
export async function readMailRecords(lookup: Lookup, { domain, keys }: MailDomain): Promise<Finding[]> {
  const [spf, dkim, dmarc, returns] = await Promise.all([
    lookup.txt(domain).then((answer) => spfFinding(domain, answer)),
    Promise.all(keys.map((key) => dkimOf(lookup, key))),
    dmarcOf(lookup, domain),
    returnsOf(lookup, domain),
  ]);
  const relaySigns: Finding = {
    subject: 'dkim',
    standing: 'unknown',
    code: 'relay',
    name: domain,
    records: [],
  };
  return [spf, ...(dkim.length > 0 ? dkim : [relaySigns]), dmarc, ...returns];
}

async function dkimOf(lookup: Lookup, key: DkimKey): Promise<Finding> {
  return dkimFinding(key, await lookup.txt(`${key.selector}._domainkey.${key.domain}`));
}

/** The record of the domain, or the nearest above it: there is no list of registries here, so each is asked. */
async function dmarcOf(lookup: Lookup, domain: string): Promise<Finding> {
  const labels = domain.split('.');
  const domains = labels
    .slice(0, -1)
    .map((_, at) => labels.slice(at).join('.'))
    .slice(0, 5);
  let first: Answer<string> | undefined;
  for (const one of domains) {
    const name = `_dmarc.${one}`;
    const answer = await lookup.txt(name);
    const isThere = answer.is === 'found' && answer.values.some((text) => /^v\s*=\s*DMARC1/.test(text));
    if (isThere || answer.is === 'unknown') return dmarcFinding(name, answer, one !== domain);
    first ??= answer;
  }
  return dmarcFinding(`_dmarc.${domain}`, first ?? { is: 'absent' }, false);
}

async function returnsOf(lookup: Lookup, domain: string): Promise<Finding[]> {
  const [mx, sts, reports] = await Promise.all([
    lookup.mx(domain),
    lookup.txt(`_mta-sts.${domain}`),
    lookup.txt(`_smtp._tls.${domain}`),
  ]);
  const policy = sts.is === 'found' ? await lookup.policy(domain) : undefined;
  return [
    mxFinding(domain, mx),
    mtaStsFinding(`_mta-sts.${domain}`, sts, { policy, mx }),
    tlsReportFinding(`_smtp._tls.${domain}`, reports),
  ];
}
