import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { domainOf } from './mail-domain.ts';
import { parseAddress } from './parse-address.ts';

interface Table {
  /** What was typed, and its key. */
  accepted: { why: string; addresses: [string, string][] }[];
  refused: { why: string; fault: string; addresses: string[] }[];
  /** Ten thousand characters or so: pieces, each with how often it is repeated. */
  long: { why: string; parts: [string, number][] }[];
}

const table = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'addresses.json'), 'utf8'),
) as Table;

const key = (typed: string) => {
  const parsed = parseAddress(typed);
  return 'key' in parsed ? parsed.key : undefined;
};

describe('ABUSE-3: one address', () => {
  it.each(table.accepted)('is accepted: $why', ({ addresses }) => {
    expect(addresses.map(([typed]) => [typed, key(typed)])).toEqual(addresses);
  });

  it.each(table.refused)('is refused ($fault): $why', ({ addresses, fault }) => {
    const read = addresses.map((typed) => [typed, parseAddress(typed)]);
    expect(read).toEqual(addresses.map((typed) => [typed, { fault }]));
  });

  it.each(table.long)('is refused unread when it is ten thousand characters: $why', ({ parts }) => {
    expect(parseAddress(parts.map(([piece, times]) => piece.repeat(times)).join(''))).toEqual({
      fault: 'too-long',
    });
  });

  it('is mailed as it was typed, without what is around it; only its key is another spelling', () => {
    expect(parseAddress(' Zoe\u0301@QUÉBEC.example.ca\u200b')).toEqual({
      address: 'Zoe\u0301@QUÉBEC.example.ca',
      key: 'Zoé@xn--qubec-csa.example.ca',
    });
    expect(domainOf('Zoe\u0301@QUÉBEC.example.ca')).toBe('xn--qubec-csa.example.ca');
  });

  it('is another one with other dots, tags or capitals', () => {
    const keys = ['ab@example.ca', 'a.b@example.ca', 'ab+x@example.ca', 'AB@example.ca'].map(key);
    expect(new Set(keys).size).toBe(4);
  });

  it('never shares its key with one of ASCII alone, whatever letters it is written in', () => {
    for (let code = 0x80; code < 0x110000; code += 1) {
      const letter = String.fromCodePoint(code);
      if (isAscii(letter.normalize('NFC'))) {
        expect(key(`a${letter}@example.ca`)).toBeUndefined();
      }
    }
  });
});

/** Pieces that patterns with a way back take long for. */
const piece = fc.constantFrom(
  ...[
    'a',
    '.',
    '@',
    ' ',
    '"',
    '(',
    '=?',
    '?',
    '-',
    'xn--',
    '\u0301',
    'é',
    '\u00a0',
    '\\',
    '\r\n',
    '1',
    '%',
    '😀',
  ],
);
const hostile = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));

describe('ABUSE-3: reading an address', () => {
  it('never throws, and accepts nothing with white space, control characters or two @', () => {
    const pieces = fc.array(piece).map((all) => all.join(''));
    const text = fc.oneof(fc.string({ unit: 'binary' }), pieces);
    fc.assert(
      fc.property(text, text, (left, right) => {
        const parsed = parseAddress(`${left}@${right}`);
        if ('fault' in parsed) return;
        expect(parsed.address).not.toMatch(/[\s\p{C}]/u);
        expect(parsed.address.split('@')).toHaveLength(2);
        expect(parsed.key.split('@')[1]).toMatch(/^[a-z0-9.-]+$/);
      }),
    );
  });

  it('comes to the same when it reads what it gave', () => {
    const local = fc.string({ unit: fc.constantFrom(...'aZ09.+-é́王'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(local, (before) => {
        const parsed = parseAddress(`${before}@Québec.example.ca`);
        if ('fault' in parsed) return;
        expect(parseAddress(parsed.address)).toEqual(parsed);
        expect(key(parsed.key)).toBe(parsed.key);
      }),
    );
  });

  it('says the same of a domain that it has seen, and when it has seen thousands of others since', () => {
    const asked = ['a@Québec.example.ca', 'a@xn--qubec-csa.example.ca', 'a@example', 'a@ｅxample.ca'];
    const first = asked.map(parseAddress);
    expect(asked.map(parseAddress)).toEqual(first);
    for (let n = 0; n < 5000; n += 1) parseAddress(`a@d${n}.example.ca`);
    expect(asked.map(parseAddress)).toEqual(first);
  });

  it('takes time that grows with the length of the text, and not faster', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (...pieces) => {
        // Four times the length: four times the time when it is linear, sixteen times when it is squared.
        expect(nanoseconds(pieces, 960) / nanoseconds(pieces, 240)).toBeLessThan(9);
      }),
      // What a trimming pattern takes a squared time for is among them always.
      { numRuns: 25, examples: [['a', ' ', 'a']] },
    );
  });
});

/** The least of several measurements: another program on the machine makes each longer, and none shorter. */
function nanoseconds([first, inner, last]: [string, string, string], length: number): number {
  const times = Math.floor((length - first.length - last.length) / inner.length);
  const text = `${first}${inner.repeat(times)}${last}`;
  const rounds = Array.from({ length: 12 }, () => {
    const begun = process.hrtime.bigint();
    for (let call = 0; call < 40; call += 1) parseAddress(text);
    return Number(process.hrtime.bigint() - begun);
  });
  // A text that is refused at its first look takes next to nothing, whose ratio says nothing.
  return Math.max(Math.min(...rounds) / 40, 200);
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
