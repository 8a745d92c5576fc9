import { createHash, sign } from 'node:crypto';
import { relaxedField } from './canonical.ts';
import type { DkimKey } from './dkim-key.ts';
import { keyRecord } from './dkim-record.ts';
import { type Signable, signableOf } from './signable.ts';
import { isSigned } from './verify.ts';

const LINE_CHARACTERS = 72;
const LINE = new RegExp(`.{1,${LINE_CHARACTERS}}`, 'g');

/** A mail was not signed as it should have been. It must not leave (MAIL-5). */
export class Unsigned extends Error {
  override readonly name = 'Unsigned';
}

const PROBE = Buffer.from(
  'From: probe@example.org\r\nTo: probe@example.org\r\nSubject: probe\r\n\r\nThis is  never sent. \r\n',
);

/**
 * Signs mails by RFC 6376 with each of its keys, relaxed/relaxed. The work of RSA is done by Node's own pool of threads, so that
 * signing waits for a processor and nothing waits for signing.
 */
export class DkimSigner {
  readonly #keys: readonly DkimKey[];

  private constructor(keys: readonly DkimKey[]) {
    this.#keys = keys;
  }

  /**
   * Signs and verifies a mail with each key before the first mail leaves.
   * @throws Unsigned
   */
  static async open(keys: readonly DkimKey[], now: Date): Promise<DkimSigner> {
    for (const key of keys) {
      const signed = await new DkimSigner([key]).signMail(PROBE, now);
      if (!isSigned(signed, keyRecord(key))) throw new Unsigned('a signature of the probe does not hold');
    }
    return new DkimSigner(keys);
  }

  /** False without keys: then the relay signs. */
  get signs(): boolean {
    return this.#keys.length > 0;
  }

  /** @returns the header fields to put before all others, each with its CRLF; nothing without keys. */
  async sign(signable: Signable, signedAt: Date): Promise<string> {
    if (!this.signs) return '';
    const signatures = this.#keys.map((key) => {
      const unsigned = unsignedField(key, signable, signedAt);
      const text = signable.fields.text + relaxedField(unsigned);
      return signature(key, text).then((value) => `${unsigned}${folded(value)}\r\n`);
    });
    return (await Promise.all(signatures)).join('');
  }

  /** @param octets RFC 5322 with CRLF, dots as they are. @returns the same with its signatures. */
  async signMail(octets: Buffer, signedAt: Date): Promise<Buffer> {
    if (!this.signs) return octets;
    const fields = await this.sign(signableOf(octets), signedAt);
    return Buffer.concat([Buffer.from(fields, 'latin1'), octets]);
  }
}

/** The whole field but for the value of b, which is its last tag. */
function unsignedField(
  { domain, selector, algorithm }: DkimKey,
  { fields, bodyHash }: Signable,
  signedAt: Date,
): string {
  const seconds = Math.floor(signedAt.getTime() / 1000);
  return [
    `DKIM-Signature: v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};`,
    ` s=${selector}; t=${seconds};`,
    ` bh=${bodyHash.toString('base64')};`,
    ` h=${lines(fields.names).join('\r\n  ')};`,
    ' b=',
  ].join('\r\n');
}

/** A colon may be followed by folding white space (RFC 6376 section 3.5). */
function lines(names: readonly string[]): string[] {
  const all = [''];
  for (const [at, name] of names.entries()) {
    const word = at === names.length - 1 ? name : `${name}:`;
    const last = all.length - 1;
    if ((all[last] ?? '').length + word.length > LINE_CHARACTERS) all.push(word);
    else all[last] += word;
  }
  return all;
}

function folded(base64: string): string {
  return (base64.match(LINE) ?? []).join('\r\n  ');
}

/** Ed25519 signs the hash and not the text (RFC 8463 section 3). */
function signature({ algorithm, privateKey }: DkimKey, text: string): Promise<string> {
  const octets = Buffer.from(text, 'latin1');
  const isEd25519 = algorithm === 'ed25519-sha256';
  const data = isEd25519 ? createHash('sha256').update(octets).digest() : octets;
  return new Promise((resolve, reject) => {
    sign(isEd25519 ? null : 'sha256', data, privateKey, (error, value) =>
      error ? reject(error) : resolve(value.toString('base64')),
    );
  });
}
