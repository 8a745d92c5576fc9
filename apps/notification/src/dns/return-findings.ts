import { readTags } from '#libs/dkim';
import type { Answer, MailExchange } from './dns-lookup.ts';
import { type Finding, type Judgement, judge } from './finding.ts';

/** Whether what comes back can come back. */
export function mxFinding(name: string, answer: Answer<MailExchange>): Finding {
  const asked = { subject: 'mx' as const, name };
  if (answer.is === 'unknown') return { ...asked, standing: 'unknown', code: 'unknown', records: [] };
  if (answer.is === 'absent') return { ...asked, standing: 'wrong', code: 'missing', records: [] };
  const records = answer.values.map(({ priority, exchange }) => `${priority} ${exchange || '.'}`).sort();
  // RFC 7505: a domain that takes no mail.
  const isNull = answer.values.every(({ exchange }) => exchange === '' || exchange === '.');
  return { ...asked, standing: isNull ? 'wrong' : 'good', code: isNull ? 'null' : 'good', records };
}

/** TLS reports (RFC 8460). */
export function tlsReportFinding(name: string, answer: Answer<string>): Finding {
  return judge({ subject: 'tls-rpt', name }, answer, {
    kind: /^v=TLSRPTv1\s*(?:;|$)/,
    missing: 'advice',
    of: (record) =>
      /^(?:mailto:|https:)/.test(readTags(record).get('rua') ?? '')
        ? { standing: 'good', code: 'good' }
        : { standing: 'wrong', code: 'unreadable' },
  });
}

/** Whether mail to us must come encrypted (RFC 8461). The policy is asked for only when a record says that there is one. */
export function mtaStsFinding(
  name: string,
  answer: Answer<string>,
  { policy, mx }: { policy?: Answer<string>; mx: Answer<MailExchange> },
): Finding {
  return judge({ subject: 'mta-sts', name }, answer, {
    kind: /^v=STSv1\s*;/,
    missing: 'advice',
    of: () => policyJudgement(policy, mx),
  });
}

function policyJudgement(policy: Answer<string> | undefined, mx: Answer<MailExchange>): Judgement {
  const text = policy?.is === 'found' ? policy.values[0] : undefined;
  if (text === undefined) return { standing: 'wrong', code: 'no-policy' };
  const lines = text.split(/\r?\n/).map((line) => /^\s*([a-z_]+)\s*:\s*(.*?)\s*$/i.exec(line));
  const values = (key: string) => lines.flatMap((line) => (line?.[1] === key && line[2] ? [line[2]] : []));
  const [mode = ''] = values('mode');
  if (values('version')[0] !== 'STSv1' || !['enforce', 'testing', 'none'].includes(mode)) {
    return { standing: 'wrong', code: 'unreadable' };
  }
  const patterns = values('mx');
  const strangers = mx.is === 'found' && mx.values.some(({ exchange }) => !patterns.some(names(exchange)));
  if (mode !== 'none' && strangers) return { standing: 'wrong', code: 'mx' };
  return mode === 'enforce' ? { standing: 'good', code: 'good' } : { standing: 'advice', code: 'testing' };
}

/** RFC 8461 section 4.1: a star stands for one label. */
function names(exchange: string) {
  const host = exchange.toLowerCase().replace(/\.$/, '');
  return (pattern: string) => {
    const wanted = pattern.toLowerCase();
    return wanted.startsWith('*.') ? host.slice(host.indexOf('.')) === wanted.slice(1) : host === wanted;
  };
}
