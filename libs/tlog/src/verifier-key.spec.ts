import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { codeOf, damaged, raisesOnlyItsOwnError, signer } from './fixtures.testing.ts';
import { encodeVerifierKey, makeVerifierKey, parseVerifierKey } from './verifier-key.ts';

const { name, privateKey } = signer('ledger.example.ca/tidings', 7);
const text = encodeVerifierKey(makeVerifierKey(name, 'note', privateKey));
const witnessText = encodeVerifierKey(makeVerifierKey(name, 'cosignature', privateKey));

describe('verifier keys', () => {
  it('PROOF-2: a key of the Go authors is read and written as they write it', () => {
    const theirs = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    expect(parseVerifierKey(theirs)).toMatchObject({ name: 'PeterNeumann', type: 'note', id: 0xc74f20a3 });
    expect(encodeVerifierKey(parseVerifierKey(theirs))).toBe(theirs);
  });

  it('is the same from the private and the public half', () => {
    expect(encodeVerifierKey(makeVerifierKey(name, 'note', createPublicKey(privateKey)))).toBe(text);
  });

  it('a witness has another id with the same key', () => {
    expect(parseVerifierKey(witnessText)).toMatchObject({ name, type: 'cosignature' });
    expect(parseVerifierKey(witnessText).id).not.toBe(parseVerifierKey(text).id);
  });

  it.each(['', 'with space', 'a+b', 'nbsp\u00a0', 'line\nend', 'ideographic\u3000'])(
    'no key is called "%s"',
    (badName) => {
      expect(codeOf(() => makeVerifierKey(badName, 'note', privateKey))).toBe('bad-key');
    },
  );

  it('another kind of key is refused', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(codeOf(() => makeVerifierKey(name, 'note', publicKey))).toBe('bad-key');
  });

  it.each([
    ['another id', text.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['an id in capitals', text.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase())],
    ['another name', `x${text}`],
    ['a newline', `${text}\n`],
    ['a key too short', text.slice(0, -4)],
    ['no parts', name],
    ['nothing', ''],
  ])('a key text with %s is refused', (_what, damagedText) => {
    expect(codeOf(() => parseVerifierKey(damagedText))).toBe('bad-key');
  });

  it('a signature type that is not ours is refused', () => {
    const material = Buffer.from(text.split('+').slice(2).join('+'), 'base64');
    material.writeUInt8(0x02);
    expect(codeOf(() => parseVerifierKey(`${name}+00000000+${material.toString('base64')}`))).toBe('bad-key');
  });

  it('hostile key texts raise only its own error', () => {
    raisesOnlyItsOwnError(parseVerifierKey, damaged(text));
    raisesOnlyItsOwnError(parseVerifierKey, damaged(witnessText));
  });
});
