import { describe, expect, it } from '@jest/globals';
import { csvRow } from './csv.ts';

describe('PROOF-4: a row of CSV', () => {
  it('is as RFC 4180 says: quoted, quotes doubled, ended by CRLF', () => {
    expect(csvRow([7, 'plain', 'a "b", c\r\nd', undefined, ''])).toBe('7,"plain","a ""b"", c\r\nd",,""\r\n');
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u0000=1',
    '＝1',
    '＋1',
    '－1',
    '＠A',
  ])('makes harmless what a spreadsheet would run: %j', (formula) => {
    const [cell] = parse(csvRow([formula]))[0] ?? [];
    expect(cell).toMatch(/^'/);
    expect(cell?.replace(/'/g, '')).toBe(formula);
  });

  it.each([
    'Mozilla;=HYPERLINK("https://example.com")',
    'x;"=1+1"',
    'x\t=1',
    'x\n=1',
    'x";=1',
    'a;b; +1',
    'x,@SUM(A1)',
  ])('stays harmless where a spreadsheet takes another separator: %j', (hostile) => {
    const row = csvRow(['resident', hostile, 'end']);
    for (const separator of [',', ';', '\t']) {
      const cells = row.split(/\r\n|\r|\n/).flatMap((line) => line.split(separator));
      for (const cell of cells) expect(cell.replace(/^["\s]+/, '')).not.toMatch(/^[=+\-@]/);
    }
  });

  it('leaves ordinary text as it is', () => {
    const ordinary = 'resident+news@example.ca follows e-mail - and "more", 1-2 = 3';
    expect(parse(csvRow([ordinary]))[0]).toEqual([ordinary]);
  });

  it('gives any text back to a reader of RFC 4180, apostrophes aside', () => {
    const texts = ['', '"', '""', ',', 'a\r\nb', 'é\u2028', '"a",\n"b"'];
    expect(parse(csvRow(texts))[0]).toEqual(texts);
  });
});

/** A reader that was written after RFC 4180, not after the writer. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (text[at] !== '"') cell += text[at];
        else if (text[at + 1] === '"') {
          cell += '"';
          at += 1;
        } else break;
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ',' && !text.startsWith('\r\n', at)) {
        cell += text[at];
        at += 1;
      }
    }
    rows.at(-1)?.push(cell);
    if (text[at] === ',') at += 1;
    else {
      at += 2;
      rows.push([]);
    }
  }
  return rows;
}
