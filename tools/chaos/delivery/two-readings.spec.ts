import { describe, expect, it } from '@jest/globals';
import { differenceOfReadings } from './two-readings.ts';

const read = (text: string) => differenceOfReadings(Buffer.from(text, 'latin1'));

describe('a strict and a lax server', () => {
  it('MAIL-2: read the same where every line ends in CRLF and dots are doubled', () => {
    expect(read('Subject: a\r\n\r\ntext\r\n..\r\n..dots\r\n')).toBeUndefined();
  });

  it.each([
    ['\n.\n', 'CR or LF'],
    ['\n.\r\n', 'CR or LF'],
    ['\r\n.\n', 'CR or LF'],
    ['\r.\r', 'CR or LF'],
    ['\r\n.\r', 'CR or LF'],
    ['\r.\r\n', 'CR or LF'],
    ['\r\n.\r\n', 'alone on a line'],
    ['\r\n.a\r\n', 'not doubled'],
  ])('MAIL-2: differ about the ending %j', (ending, what) => {
    expect(read(`text${ending}MAIL FROM:<evil@example.org>\r\n`)).toContain(what);
  });

  it('MAIL-2: differ about a last line without an end', () => {
    expect(read('text')).toContain('does not end');
  });
});
