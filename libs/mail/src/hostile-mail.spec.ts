import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { composeMail, type Mail } from './mail.ts';

const VICTIM = 'victim@example.com';

/** What somebody could put into a subject, a name or a text so that one mail becomes two, or goes to another. */
const HOSTILE = [
  `\r\nBcc: ${VICTIM}`,
  `\nBcc: ${VICTIM}`,
  `\rBcc: ${VICTIM}`,
  '\r\n\r\n<h1>another body</h1>',
  '\r\n.\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\n',
  '\n.\nMAIL FROM:<a@example.com>',
  '\r.\r',
  '\r\n.\r',
  '\n.\r\n',
  '\r\n\u0000.\r\n',
  '.',
  '..',
  '\u0000',
  '\u0085',
  '\u2028',
  '\u202e',
  '\ud800',
  '\v\f\b\u001b[2J\u007f',
  `, ${VICTIM}`,
  `; ${VICTIM}`,
  `<${VICTIM}>`,
  `" <${VICTIM}>`,
  '\\"',
  '(comment',
  ':',
  'group: a@example.com;',
  `=?utf-8?q?=0D=0ABcc:_${VICTIM}?=`,
  '=?utf-8?b?DQpCY2M6IHY=?=',
  '=0D=0ABcc: v',
  '=\r\n',
  '--_NmP-0-Part_1',
  '\r\n--b--\r\n',
  'Content-Type: text/html\r\n\r\n',
  'x'.repeat(10_000),
  'é'.repeat(5_000),
  ' '.repeat(1_200),
  'Réunions « publiques »',
  ' plain words ',
];

const hostile = fc
  .array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.join('a'));

const sound: Mail = {
  from: { name: 'City of Example', address: 'updates@example.ca' },
  to: 'anne@example.org',
  replyTo: 'plan@example.ca',
  subject: 'Meetings',
  messageId: '<one@example.ca>',
  sentAt: new Date('2026-03-02T14:00:00Z'),
  language: 'en',
  text: 'Come, please.',
  html: '<p>Come, please.</p>',
  headers: { 'X-Test': 'a' },
};

const FIELDS: Record<string, (words: string) => Partial<Mail>> = {
  'the name of the sender': (name) => ({ from: { ...sound.from, name } }),
  'the address of the sender': (words) => ({
    from: { ...sound.from, address: `updates${words}@example.ca` },
  }),
  'the recipient': (words) => ({ to: `anne${words}@example.org` }),
  'the end of the recipient': (words) => ({ to: `anne@example.org${words}` }),
  'the reply address': (words) => ({ replyTo: `plan${words}@example.ca` }),
  'the subject': (subject) => ({ subject }),
  'the Message-ID': (words) => ({ messageId: `<one${words}@example.ca>` }),
  'the language': (language) => ({ language }),
  'a header': (words) => ({ headers: { 'X-Test': words } }),
  'the name of a header': (words) => ({ headers: { [`X-Test${words}`]: 'a' } }),
  'the text': (text) => ({ text }),
  'the HTML': (html) => ({ html }),
};

const REFUSALS = ['UnsafeHeader', 'UnsafeAddress', 'TypeError'];
const HEADERS = [
  'from',
  'to',
  'reply-to',
  'subject',
  'message-id',
  'date',
  'mime-version',
  'content-type',
  'content-language',
  'x-test',
].sort();

/** Undefined when it was refused, in one of the ways that say nothing of what was written. */
async function composed(mail: Mail): Promise<Buffer | undefined> {
  try {
    const { content, envelope } = await composeMail(mail);
    expect(envelope.to.toLowerCase()).toBe(mail.to.toLowerCase());
    expect(envelope.from).toBe(mail.from.address);
    return content;
  } catch (error) {
    expect(REFUSALS).toContain((error as Error).name);
    expect((error as Error).message).not.toContain(VICTIM);
    return undefined;
  }
}

/** MAIL-2, octet by octet: nothing but CRLF ends a line, no line is longer than 998, nothing is below a space. */
function expectLines(content: Buffer): void {
  let start = 0;
  for (const [at, octet] of content.entries()) {
    if (octet === 10) expect([at, content[at - 1]]).toEqual([at, 13]);
    if (octet === 13) expect([at, content[at + 1]]).toEqual([at, 10]);
    if (octet < 32 && octet !== 9 && octet !== 10 && octet !== 13) throw new Error(`octet ${octet} at ${at}`);
    if (octet === 10) {
      expect(at - start).toBeLessThanOrEqual(999);
      start = at + 1;
    }
  }
  expect(content.subarray(-2).toString()).toBe('\r\n');
}

const words = (text = '') => text.replaceAll(/\r\n?|\n/g, '\n').trimEnd();
const spaced = (text = '') => text.replaceAll(/\s+/g, ' ').trim();

/** As two programs read it that neither composed it nor know each other. */
async function expectOneMail(content: Buffer, mail: Mail): Promise<void> {
  const postal = await PostalMime.parse(content);
  const other = await simpleParser(content, { skipTextToHtml: true });
  for (const names of [postal.headers.map(({ key }) => key), other.headerLines.map(({ key }) => key)]) {
    expect([...names].sort()).toEqual(HEADERS);
  }
  const from = { name: spaced(mail.from.name.toWellFormed()), address: mail.from.address };
  expect({ ...postal.from, name: spaced(postal.from?.name) }).toEqual(from);
  const [first, ...more] = other.from?.value ?? [];
  expect([{ ...first, name: spaced(first?.name) }, ...more]).toEqual([from]);
  const to = mail.to.toLowerCase();
  expect(postal.to?.map(({ address }) => address?.toLowerCase())).toEqual([to]);
  expect(other.to?.value.map(({ address }) => address?.toLowerCase())).toEqual([to]);
  expect(other.replyTo?.value.map(({ address }) => address)).toEqual([mail.replyTo]);
  for (const read of [postal, other]) {
    expect(spaced(read.subject)).toBe(spaced(mail.subject.toWellFormed()));
    expect(read.messageId).toBe(mail.messageId);
    expect(words(read.text)).toBe(words(mail.text.toWellFormed()));
    expect(words(read.html || '')).toBe(words(mail.html.toWellFormed()));
    expect(read.attachments).toEqual([]);
  }
}

describe('a mail with hostile words', () => {
  it.each(Object.entries(FIELDS))(
    'MAIL-1, MAIL-2: in %s is one mail as intended, or none',
    async (_, put) => {
      const each = HOSTILE.map((piece): [string] => [piece]);
      await fc.assert(
        fc.asyncProperty(hostile, async (piece) => {
          const mail = { ...sound, ...put(piece) };
          const content = await composed(mail);
          if (!content) return;
          expectLines(content);
          await expectOneMail(content, mail);
        }),
        { examples: each, numRuns: HOSTILE.length + 60 },
      );
    },
  );

  it('MAIL-2: is not refused for what only looks hostile', async () => {
    for (const subject of [
      '.',
      '10:30, hall; "A" <b>',
      'Réunions « publiques »',
      'é'.repeat(5_000),
      'x'.repeat(800),
    ]) {
      expect(await composed({ ...sound, subject })).toBeDefined();
    }
    for (const text of HOSTILE) expect(await composed({ ...sound, text, html: text })).toBeDefined();
  });
});
