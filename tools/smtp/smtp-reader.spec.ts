import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SmtpReader } from './smtp-reader.ts';

const CONVERSATION = Buffer.from(
  [
    'EHLO city.example.ca',
    'MAIL FROM:<a@example.ca>',
    'DATA',
    'Subject: one',
    '',
    '..dots',
    'bare\n.\nends\r.\r',
    '.',
    'DATA',
    '.',
    'BDAT 7',
    '',
  ].join('\r\n'),
);
const CHUNK = Buffer.from('\r\n.\r\nabRSET\r\n');
const HEARD = [
  'EHLO city.example.ca',
  'MAIL FROM:<a@example.ca>',
  'DATA',
  'begins',
  'content Subject: one||..dots|bare\n.\nends\r.\r|',
  'DATA',
  'begins',
  'content ',
  'BDAT 7',
  'begins',
  'content |.|ab',
  'RSET',
];

function listenTo(chunks: Iterable<Buffer>): string[] {
  const heard: string[] = [];
  const reader = new SmtpReader({
    command: (line) => {
      heard.push(line);
      if (line === 'DATA') reader.expectContent();
      if (line.startsWith('BDAT')) reader.expectChunk(Number(line.slice(5)));
    },
    contentBegins: () => void heard.push('begins'),
    content: (octets) => void heard.push(`content ${octets.toString().replaceAll('\r\n', '|')}`),
  });
  for (const chunk of chunks) reader.read(chunk);
  return heard;
}

describe('what a server reads from a connection', () => {
  it('is the same however the octets arrive', () => {
    const whole = Buffer.concat([CONVERSATION, CHUNK]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: whole.length })), (places) => {
        const cuts = [0, ...places.sort((one, other) => one - other), whole.length];
        const pieces = cuts.slice(1).map((cut, at) => whole.subarray(cuts[at], cut));
        expect(listenTo(pieces)).toEqual(HEARD);
      }),
    );
  });

  it('does not wait for ever for the end of a command', () => {
    expect(() => listenTo([Buffer.alloc(5000, 'x')])).toThrow('without an end');
  });
});
