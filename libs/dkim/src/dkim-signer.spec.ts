import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { type DkimKey, drawKeys, keyText, readKey, WeakKey } from './dkim-key.ts';
import { keyRecord } from './dkim-record.ts';
import { DkimSigner } from './dkim-signer.ts';
import { isSigned } from './verify.ts';

const NOW = new Date('2026-03-02T14:00:00Z');

const MAIL = [
  'From: City of Example <updates@example.ca>',
  'To: anne@example.org',
  'Subject: =?UTF-8?Q?R=C3=A9unions?=',
  '  =?UTF-8?Q?_publiques?=',
  'Message-ID: <one@example.ca>',
  'Date: Mon, 02 Mar 2026 14:00:00 +0000',
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8',
  'List-Unsubscribe: <https://updates.example.ca/leave/token>, <mailto:leave@example.ca>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  '',
  'Come,  please. ',
  '',
  '.',
  '',
  '',
  '',
].join('\r\n');

let keys: DkimKey[];
let signer: DkimSigner;

beforeAll(async () => {
  keys = drawKeys('example.ca', { rsa: 'rsa2026', ed25519: 'ed2026' });
  signer = await DkimSigner.open(keys, NOW);
});

/** What another program says of each signature, told of the published keys. */
async function verdicts(mail: Buffer): Promise<string[]> {
  const records = new Map(keys.map((key) => [keyRecord(key).name, keyRecord(key).text]));
  const { results } = await dkimVerify(mail, {
    resolver: async (name) => {
      const text = records.get(name);
      if (!text) throw Object.assign(new Error('not there'), { code: 'ENOTFOUND' });
      return [[text]];
    },
    minBitLength: 2048,
    curTime: NOW,
  });
  return results.map(({ status }) => status.result);
}

const signed = (mail: string) => signer.signMail(Buffer.from(mail, 'latin1'), NOW);

describe('a signed mail', () => {
  it('MAIL-5: is verified by another program, with RSA and with Ed25519', async () => {
    const mail = await signed(MAIL);
    expect(await verdicts(mail)).toEqual(['pass', 'pass']);
    expect(mail.subarray(-MAIL.length).toString('latin1')).toBe(MAIL);
  });

  it('MAIL-5: fails when one octet of what counts was changed', async () => {
    const mail = (await signed(MAIL)).toString('latin1');
    const changes: [string, string][] = [
      ['leave/token', 'leave/tokem'],
      ['List-Unsubscribe=One-Click', 'List-Unsubscribe=One-Clicc'],
      ['updates@example.ca', 'updatez@example.ca'],
      ['anne@example.org', 'anna@example.org'],
      ['_publiques', '_publiqueS'],
      ['14:00:00', '14:00:01'],
      ['Come,', 'Come.'],
      ['\r\n.\r\n', '\r\n..\r\n'],
      ['t=1772', 't=1773'],
    ];
    for (const [from, to] of changes) {
      expect(mail).toContain(from);
      const results = await verdicts(Buffer.from(mail.replaceAll(from, to), 'latin1'));
      expect([from, results.includes('pass'), results.length]).toEqual([from, false, 2]);
    }
  });

  it.each([
    'From: Other <other@example.com>',
    'Subject: Another one',
    'List-Unsubscribe: <https://elsewhere.example.com/>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'Reply-To: other@example.com',
    'Cc: other@example.com',
    'Content-Type: text/html',
    'Content-Transfer-Encoding: base64',
  ])('MAIL-5: fails when somebody adds %s', async (field) => {
    const mail = await signed(MAIL);
    const added = Buffer.concat([Buffer.from(`${field}\r\n`), mail]);
    expect(await verdicts(added)).not.toContain('pass');
  });

  it('survives what relaxed signatures may survive', async () => {
    const mail = (await signed(MAIL)).toString('latin1');
    const relayed = `Received: from a by b;\r\n now\r\n${mail
      .replace('Subject: ', 'SUBJECT:   ')
      .replace('Come,  please. \r\n', 'Come, please.\r\n')}\r\n`;
    expect(await verdicts(Buffer.from(relayed, 'latin1'))).toEqual(['pass', 'pass']);
  });

  it('is verified whatever its body and its names are', async () => {
    const piece = fc.constantFrom(' ', '\t', '\r\n', 'a', '.', 'é', 'x'.repeat(500), '=\r\n');
    const body = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom('anne', 'zoé', 'x'.repeat(60)), async (text, local) => {
        const mail = `From: a@example.ca\r\nTo:\r\n ${local}@example.org\r\nSubject:\r\n\r\n${text}\r\n`;
        const octets = await signer.signMail(Buffer.from(mail), NOW);
        expect(await verdicts(octets)).toEqual(['pass', 'pass']);
        expect(isSigned(octets, keyRecord(keys[0] as DkimKey))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('has no line that is longer than 78 characters in its signatures', async () => {
    const [header = ''] = (await signed(MAIL)).toString('latin1').split('From: ');
    for (const line of header.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  });

  it('is left as it is where the relay signs', async () => {
    const none = await DkimSigner.open([], NOW);
    expect(none.signs).toBe(false);
    expect((await none.signMail(Buffer.from(MAIL, 'latin1'), NOW)).toString('latin1')).toBe(MAIL);
  });

  it('MAIL-5: is found out by the probe when the key is not the one to be published', async () => {
    const [rsa] = keys;
    const other = drawKeys('example.ca', { rsa: 'rsa2026', ed25519: 'ed2026' })[0];
    if (!rsa || !other) throw new Error('there are two');
    await expect(DkimSigner.open([{ ...rsa, publicKey: other.publicKey }], NOW)).rejects.toMatchObject({
      name: 'Unsigned',
    });
  });
});

describe('a key', () => {
  it('is read as it was written', () => {
    for (const key of keys) {
      const { privateKey, publicKey, ...facts } = key;
      const again = readKey(keyText(key));
      expect(again).toMatchObject(facts);
      expect(again.publicKey.equals(publicKey)).toBe(true);
      expect(again.privateKey.equals(privateKey)).toBe(true);
    }
  });

  const text = (type: 'rsa' | 'ec' | 'ed448', bits = 1024) => {
    const { privateKey } =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: bits })
        : type === 'ec'
          ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
          : generateKeyPairSync('ed448');
    return `s._domainkey.example.ca:${privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')}`;
  };

  it.each([
    ['an RSA key of 1024 bits', () => text('rsa')],
    ['an RSA key of 2047 bits', () => text('rsa', 2047)],
    ['a key of another curve', () => text('ec')],
    ['a key of another kind', () => text('ed448')],
    ['half a key', () => keyText(keys[0] as DkimKey).slice(0, 400)],
    ['no name', () => keyText(keys[0] as DkimKey).split(':')[1] ?? ''],
    ['a name that is no selector', () => 'example.ca:AAAA'],
    ['a line break in its domain', () => 's._domainkey.example.ca\r\nX:AAAA'],
    ['nothing', () => ''],
  ])('MAIL-5: signs nothing when it is %s', (_, entry) => {
    expect(() => readKey(entry())).toThrow(WeakKey);
  });
});
