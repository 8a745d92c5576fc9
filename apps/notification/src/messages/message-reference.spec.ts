import { describe, expect, it } from '@jest/globals';
import { messageReferenceIn } from './message-reference.ts';

const ID = `${'aB3_-'.repeat(5)}xyz`;
const read = (text: string) => messageReferenceIn(text, 'news.example.ca');

describe('what an auditor pastes', () => {
  it.each([`<${ID}@news.example.ca>`, `${ID}@news.example.ca`, ` Message-ID:\r\n <${ID}@NEWS.example.ca> `])(
    'is read as a Message-ID: %j',
    (text) => {
      expect(read(text)).toEqual({ messageId: `<${ID}@news.example.ca>` });
    },
  );

  it('may be the whole header, whose Feedback-ID names the announcement', () => {
    const header = [
      'From: Example City <updates@news.example.ca>',
      'Message-ID:',
      ` <${ID}@news.example.ca>`,
      'References: <other@example.org>',
      'feedback-id: 0190f5c04a11:digital-plan:announcement:tidings',
    ].join('\r\n');
    expect(read(header)).toEqual({ messageId: `<${ID}@news.example.ca>`, announcement: '0190f5c04a11' });
  });

  it('may have its date beside it, which leads to the dispatches that ran then', () => {
    const date = 'Date: Mon, 02 Mar 2026 10:00:00 -0500';
    expect(read(`${date}\r\nMessage-ID: <${ID}@news.example.ca>`)).toEqual({
      messageId: `<${ID}@news.example.ca>`,
      writtenAt: new Date('2026-03-02T15:00:00Z'),
    });
    expect(read(`Date: yesterday\n<${ID}@news.example.ca>`)).not.toHaveProperty('writtenAt');
  });

  it.each(['', 'updates@news.example.ca', `<${ID}@elsewhere.example.ca>`, `<${ID}x@news.example.ca>`])(
    'holds no Message-ID of ours: %j',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );
});
