import { createHash, verify } from 'node:crypto';
import { relaxedField } from './canonical.ts';
import { type KeyRecord, readKeyRecord, readTags } from './dkim-record.ts';
import { signableOf, splitMail } from './signable.ts';
import { coveredFields } from './signed-fields.ts';

/**
 * Whether the first field of the mail is a signature that holds with the key that is to be published. It reads only what
 * `DkimSigner` writes: for the probe at a start, not for mail from others.
 */
export function isSigned(mail: Buffer, record: KeyRecord): boolean {
  const { header } = splitMail(mail.toString('latin1'));
  const { bodyHash } = signableOf(mail);
  const [field = ''] = header.split(/\r\n(?![ \t])/);
  const tags = readTags(field.slice(field.indexOf(':') + 1));
  const names = (tags.get('h') ?? '').split(':').map((name) => name.trim());
  const key = readKeyRecord(record.text);
  const isRight =
    `${tags.get('s')}._domainkey.${tags.get('d')}` === record.name &&
    tags.get('a') === key?.algorithm &&
    tags.get('bh') === bodyHash.toString('base64');
  if (!isRight || !key) return false;
  const rest = header.slice(field.length + 2);
  const text = coveredFields(rest, names) + relaxedField(field.replace(/ b=[^;]*$/, ' b='));
  const octets = Buffer.from(text, 'latin1');
  const value = Buffer.from(tags.get('b') ?? '', 'base64');
  if (key.algorithm === 'rsa-sha256') return verify('sha256', octets, key.publicKey, value);
  return verify(null, createHash('sha256').update(octets).digest(), key.publicKey, value);
}
