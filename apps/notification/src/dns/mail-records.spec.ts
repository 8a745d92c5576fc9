import { describe, expect, it } from '@jest/globals';
import { drawKeys, keyRecord } from '#libs/dkim';
import type { Answer, Lookup, MailExchange } from './dns-lookup.ts';
import { readMailRecords } from './mail-records.ts';

const DOMAIN = 'updates.example.ca';
const keys = drawKeys(DOMAIN, { rsa: 'rsa2026', ed25519: 'ed2026' });
const [rsa, ed25519] = keys.map(keyRecord);
const [other] = drawKeys(DOMAIN, { rsa: 'rsa2026', ed25519: 'ed2026' }).map(keyRecord);
if (!rsa || !ed25519 || !other) throw new Error('there are two');

type Facts = Record<string, string[] | 'unknown'>;

const SOUND: Facts = {
  [DOMAIN]: ['v=spf1 include:relay.example.net -all', 'some-verification=1'],
  [rsa.name]: [rsa.text],
  [ed25519.name]: [ed25519.text],
  [`_dmarc.${DOMAIN}`]: ['v=DMARC1; p=reject; rua=mailto:dmarc@example.ca'],
  [`_mta-sts.${DOMAIN}`]: ['v=STSv1; id=1;'],
  [`_smtp._tls.${DOMAIN}`]: ['v=TLSRPTv1; rua=mailto:tls@example.ca'],
  MX: ['mx1.example.ca'],
  policy: ['version: STSv1\r\nmode: enforce\r\nmx: *.example.ca\r\nmax_age: 604800\r\n'],
};

const lookup = (facts: Facts): Lookup => {
  const of = (name: string): Answer<string> => {
    const values = facts[name];
    if (values === 'unknown') return { is: 'unknown' };
    return values ? { is: 'found', values } : { is: 'absent' };
  };
  const mx = (): Answer<MailExchange> => {
    const hosts = of('MX');
    if (hosts.is !== 'found') return hosts;
    return { is: 'found', values: hosts.values.map((exchange) => ({ exchange, priority: 10 })) };
  };
  return { txt: async (name) => of(name), mx: async () => mx(), policy: async () => of('policy') };
};

/** Only what is not in order. */
async function toSay(changes: Facts, own = keys): Promise<string[]> {
  const facts = { ...SOUND, ...changes };
  const findings = await readMailRecords(lookup(facts), { domain: DOMAIN, keys: own });
  return findings
    .filter(({ standing }) => standing !== 'good')
    .map(({ subject, standing, code }) => `${subject} ${standing} ${code}`);
}

const none = undefined as unknown as string[];

describe('what the DNS says about our mail', () => {
  it('is in order when everything is published as it should be', async () => {
    expect(await toSay({})).toEqual([]);
  });

  it.each<[string, Facts, string[]]>([
    ['no SPF', { [DOMAIN]: ['x'] }, ['spf wrong missing']],
    ['two SPF', { [DOMAIN]: ['v=spf1 -all', 'v=spf1 mx -all'] }, ['spf wrong several']],
    ['an SPF for all', { [DOMAIN]: ['v=spf1 +all'] }, ['spf wrong open']],
    ['an SPF for all by default', { [DOMAIN]: ['v=spf1 mx all'] }, ['spf wrong open']],
    ['an SPF without end', { [DOMAIN]: ['v=spf1 mx ?all'] }, ['spf advice weak']],
    [
      'too many lookups',
      { [DOMAIN]: [`v=spf1 ${'include:a.example '.repeat(11)}-all`] },
      ['spf wrong lookups'],
    ],
    ['another version', { [DOMAIN]: ['v=spf10 -all'] }, ['spf wrong missing']],
    ['no key', { [rsa.name]: none }, ['dkim wrong missing']],
    ['another key', { [rsa.name]: [other.text] }, ['dkim wrong other']],
    ['a withdrawn key', { [rsa.name]: ['v=DKIM1; k=rsa; p='] }, ['dkim wrong unreadable']],
    ['half a key', { [rsa.name]: [rsa.text.slice(0, 200)] }, ['dkim wrong unreadable']],
    ['a key of the other kind', { [rsa.name]: [ed25519.text] }, ['dkim wrong other']],
    ['a key on trial', { [ed25519.name]: [`${ed25519.text}; t=s:y`] }, ['dkim advice testing']],
    ['two keys', { [rsa.name]: [rsa.text, other.text] }, ['dkim wrong several']],
    ['no DMARC', { [`_dmarc.${DOMAIN}`]: none }, ['dmarc wrong missing']],
    [
      'a DMARC that watches',
      { [`_dmarc.${DOMAIN}`]: ['v=DMARC1; p=none; rua=mailto:a@b.ca'] },
      ['dmarc advice none'],
    ],
    ['a DMARC without reports', { [`_dmarc.${DOMAIN}`]: ['v=DMARC1;p=reject'] }, ['dmarc advice no-reports']],
    [
      'a DMARC without policy',
      { [`_dmarc.${DOMAIN}`]: ['v=DMARC1; rua=mailto:a@b.ca'] },
      ['dmarc wrong unreadable'],
    ],
    [
      'a DMARC above that lets subdomains be',
      { [`_dmarc.${DOMAIN}`]: none, '_dmarc.example.ca': ['v=DMARC1; p=reject; sp=none; rua=mailto:a@b.ca'] },
      ['dmarc advice none'],
    ],
    [
      'a DMARC above',
      { [`_dmarc.${DOMAIN}`]: none, '_dmarc.example.ca': ['v=DMARC1; p=reject; rua=mailto:a@b.ca'] },
      [],
    ],
    ['no MX', { MX: none }, ['mx wrong missing']],
    ['a null MX', { MX: [''] }, ['mx wrong null', 'mta-sts wrong mx']],
    ['an MX that the policy does not name', { MX: ['mx.example.com'] }, ['mta-sts wrong mx']],
    ['an MX two labels below the star', { MX: ['a.b.example.ca'] }, ['mta-sts wrong mx']],
    ['no MTA-STS', { [`_mta-sts.${DOMAIN}`]: none }, ['mta-sts advice missing']],
    ['no policy', { policy: none }, ['mta-sts wrong no-policy']],
    ['a policy that is a page', { policy: ['<html>'] }, ['mta-sts wrong unreadable']],
    [
      'a policy on trial',
      { policy: ['version: STSv1\nmode: testing\nmx: mx1.example.ca\n'] },
      ['mta-sts advice testing'],
    ],
    ['no TLS reports', { [`_smtp._tls.${DOMAIN}`]: none }, ['tls-rpt advice missing']],
    [
      'TLS reports to nowhere',
      { [`_smtp._tls.${DOMAIN}`]: ['v=TLSRPTv1; rua='] },
      ['tls-rpt wrong unreadable'],
    ],
  ])('tells of %s', async (_, changes, expected) => {
    expect(await toSay(changes)).toEqual(expected);
  });

  it('says that nobody could say, and not that something is missing, when nobody answers', async () => {
    const silence = Object.fromEntries(Object.keys(SOUND).map((name) => [name, 'unknown' as const]));
    const unknown = ['spf', 'dkim', 'dkim', 'dmarc', 'mx', 'mta-sts', 'tls-rpt'];
    expect(await toSay(silence)).toEqual(unknown.map((subject) => `${subject} unknown unknown`));
  });

  it('says whom to ask where the relay signs', async () => {
    expect(await toSay({}, [])).toEqual(['dkim unknown relay']);
  });

  it('shows the record to publish with a key that is not', async () => {
    const findings = await readMailRecords(lookup({ ...SOUND, [rsa.name]: none }), { domain: DOMAIN, keys });
    expect(findings.find(({ code }) => code === 'missing')).toMatchObject({
      name: rsa.name,
      wanted: rsa.text,
    });
  });
});
