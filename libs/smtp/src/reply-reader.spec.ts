import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NotSmtp, ReplyReader } from './reply-reader.ts';

const read = (pieces: string[]) => {
  const replies: string[] = [];
  const reader = new ReplyReader((reply) => replies.push(reply));
  for (const piece of pieces) reader.read(Buffer.from(piece));
  return replies;
};

describe('replies', () => {
  const spoken = '250-2.1.0 one\r\n250-\r\n250 two\r\n250\r\n354 go\r\n550-5.1.1 no\r\n550 5.1.1 really\r\n';
  const replies = ['250-2.1.0 one\n250-\n250 two', '250', '354 go', '550-5.1.1 no\n550 5.1.1 really'];

  it('are the same in whatever pieces they arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(spoken.length)), (cuts) => {
        const places = [0, ...cuts, spoken.length].sort((a, b) => a - b);
        const pieces = places.slice(1).map((end, index) => spoken.slice(places[index], end));
        expect(read(pieces)).toEqual(replies);
      }),
    );
  });

  it('are not made of a half', () => {
    expect(read(['250 Ok'])).toEqual([]);
    expect(read(['250-Ok\r\n'])).toEqual([]);
  });

  it.each(['hello\r\n', '\r\n', '25\r\n', '150 x\r\n', '650 x\r\n', '2500 x\r\n', '250-a\r\n550 b\r\n'])(
    'are not made of %j',
    (text) => {
      expect(() => read([text])).toThrow(NotSmtp);
    },
  );

  it('heard before nonsense were heard', () => {
    const heard: string[] = [];
    const reader = new ReplyReader((reply) => heard.push(reply));
    expect(() => reader.read(Buffer.from('250 Ok\r\nnonsense\r\n'))).toThrow(NotSmtp);
    expect(heard).toEqual(['250 Ok']);
  });

  it.each([
    ['a line', ['250 ', ...'a'.repeat(5000)]],
    ['a reply', Array(200).fill(`250-${'a'.repeat(400)}\r\n`)],
  ])('end some day: %s', (_what, pieces) => {
    expect(() => read(pieces)).toThrow(NotSmtp);
  });

  it('are replies or nothing, whatever octets come', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 8 }).map((octets) => Buffer.from(octets)),
      fc.constantFrom('250', '250 ok\r\n', '550-no\r\n', '\r', '\n', '421 ').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const replies: string[] = [];
        const reader = new ReplyReader((reply) => replies.push(reply));
        try {
          for (const octets of pieces) reader.read(octets);
        } catch (error) {
          expect(error).toBeInstanceOf(NotSmtp);
        }
        for (const reply of replies) expect(reply).toMatch(/^([2-5]\d\d)(-[^\n]*\n\1)*( |$)/);
      }),
      { numRuns: 2000 },
    );
  });
});
