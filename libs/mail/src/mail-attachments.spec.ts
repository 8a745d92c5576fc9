import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { type Attachment, composeMail } from './mail.ts';

const compose = async (...attachments: Attachment[]) => {
  const { content } = await composeMail({
    from: { name: 'City of Example', address: 'updates@example.ca' },
    to: 'anne@example.org',
    subject: 'A file',
    messageId: '<one@example.ca>',
    sentAt: new Date('2026-03-02T14:00:00Z'),
    language: 'en',
    text: 'See the file.',
    html: '<p>See the file.</p>',
    attachments,
  });
  return { parsed: await PostalMime.parse(content, { attachmentEncoding: 'arraybuffer' }), content };
};

describe('an attachment', () => {
  it('has a name and a type that each mail program knows, and leaves both other parts as they are', async () => {
    const { parsed } = await compose({ name: 'checkpoint-2026-03-02.txt', content: 'one\n' });
    expect(parsed.attachments).toEqual([
      expect.objectContaining({
        filename: 'checkpoint-2026-03-02.txt',
        mimeType: 'text/plain',
        disposition: 'attachment',
      }),
    ]);
    expect(parsed.text?.trim()).toBe('See the file.');
    expect(parsed.html?.trim()).toBe('<p>See the file.</p>');
  });

  it('MAIL-2: arrives octet for octet, and breaks no line', async () => {
    const piece = fc.constantFrom('\r', '\n', '\r\n', '.', '— ', 'é', '\u0000', 'x'.repeat(1200), '=', '');
    const text = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const { parsed, content: wire } = await compose({ name: 'a.txt', content });
        const got = Buffer.from(parsed.attachments[0]?.content as ArrayBuffer);
        expect(got).toEqual(Buffer.from(content));
        for (const line of wire.toString('latin1').split('\r\n')) {
          expect(line).toMatch(/^[\t\x20-\x7e]{0,998}$/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(['', '../a.txt', 'a b.txt', 'a.txt\r\nX: y', '.hidden', 'é.txt'])(
    'is not called %j',
    async (name) => {
      await expect(compose({ name, content: 'x' })).rejects.toThrow(TypeError);
    },
  );
});
