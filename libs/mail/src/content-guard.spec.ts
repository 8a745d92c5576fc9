import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkContent } from './content-guard.ts';

const refused = (content: string, form: 'stuffed' | 'plain' = 'stuffed') => {
  try {
    checkContent(Buffer.from(content), form);
    return undefined;
  } catch (error) {
    return (error as { rule?: string }).rule;
  }
};

describe('what may be content on the wire', () => {
  it.each([
    'Subject: x\r\n\r\nHello\r\n',
    '\r\n',
    '..\r\n...\r\n',
    `${'a'.repeat(998)}\r\n`,
    `..${'a'.repeat(997)}\r\n`,
  ])('MAIL-2: %j passes', (content) => {
    expect(refused(content)).toBeUndefined();
  });

  it.each([
    ['\n.\n', 'bare-end'],
    ['\n.\r\n', 'bare-end'],
    ['\r.\r', 'bare-end'],
    ['\r.\r\n', 'bare-end'],
    ['\r\n.\r', 'bare-end'],
    ['\r\n.\n', 'bare-end'],
    ['\n.\r', 'bare-end'],
    ['\r.\n', 'bare-end'],
    ['\r\r\n.\r\r\n', 'bare-end'],
    ['\r\n\x00.\r\n', 'nul'],
    ['\r\n.\x00\r\n', 'nul'],
    ['\r\n.\r\n', 'dot'],
  ])('MAIL-2: %j could end the mail for somebody, so it does not leave', (ending, rule) => {
    expect(refused(`Subject: x\r\n\r\nHello${ending}MAIL FROM:<a@example.org>\r\n`)).toBe(rule);
    expect(refused(`Hello${ending}`) ?? refused(`Hello${ending}\r\n`)).toBe(rule);
  });

  it.each([
    ['', 'no-end'],
    ['Hello', 'no-end'],
    ['Hello\r\nthere', 'no-end'],
    ['Hello\r', 'bare-end'],
    ['Hello\n', 'bare-end'],
    ['\n', 'bare-end'],
    ['.\r\n', 'dot'],
    ['Hello\r\n.hidden\r\n', 'dot'],
    [`${'a'.repeat(999)}\r\n`, 'long-line'],
    [`..${'a'.repeat(998)}\r\n`, 'long-line'],
    ['élodie\r\n', 'eight-bit'],
  ])('MAIL-2: %j is refused', (content, rule) => {
    expect(refused(content)).toBe(rule);
  });

  it('takes dots as they are where octets are counted, and other letters where SMTPUTF8 is spoken', () => {
    expect(refused('.\r\n.hidden\r\n', 'plain')).toBeUndefined();
    expect(() => checkContent(Buffer.from('To: élodie@example.org\r\n'), 'plain', 'eight-bit')).not.toThrow();
  });

  it('MAIL-2: whatever passes has CRLF for line ends only, and no line of one dot', () => {
    const piece = fc.constantFrom('\r', '\n', '\r\n', '.', 'a', '\x00', ' ', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const content = pieces.join('');
        const isGood = /^(?:[. a]*\r\n)+$/.test(content) && !/(?:^|\r\n)\.(?!\.)/.test(content);
        expect(refused(content) === undefined).toBe(isGood);
      }),
      { numRuns: 3000 },
    );
  });
});
