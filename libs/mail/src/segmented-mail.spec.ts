import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { signableOf } from '#libs/dkim';
import { listHeaders } from './list-headers.ts';
import { composeMail } from './mail.ts';
import { type Compose, SegmentedMail } from './segmented-mail.ts';
import { addressSlot, dateSlot, dateValue, tokenSlot } from './slot-shape.ts';

type Slot = 'to' | 'sentAt' | 'message' | 'leave';

const SHAPES = { to: addressSlot, sentAt: dateSlot, message: tokenSlot(28), leave: tokenSlot(54) };

interface Words {
  site: string;
  before: string;
  after: string;
}

const compose =
  ({ site, before, after }: Words): Compose<Slot> =>
  (values, boundary) => {
    const leave = `${site}/leave/${values.leave}`;
    return composeMail({
      from: { name: 'Ville d’Exemple', address: 'updates@example.ca' },
      to: values.to,
      subject: 'Réunions',
      messageId: `<${values.message}@example.ca>`,
      sentAt: new Date(values.sentAt),
      language: 'fr',
      text: `${before}\n${leave}?lang=fr\n${after}`,
      html: `<p>${before}<a href="${leave}?lang=fr">${after}</a>`,
      headers: listHeaders({
        topic: 'plan',
        domain: 'example.ca',
        helpUrl: `${site}/topics/plan`,
        archiveUrl: `${site}/announcements`,
        ownerAddress: 'plan@example.ca',
        leave: { url: leave, address: 'leave@example.ca', token: values.leave, inOneClick: true },
      }),
      boundary,
    });
  };

const words: Words = { site: 'https://updates.example.ca', before: 'Bonjour.', after: '.\n..\nÀ bientôt' };

const token = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
    minLength: length,
    maxLength: length,
  });

const local = fc.string({ unit: fc.constantFrom(...'aZ09é日#$&*+=_~-'), minLength: 1, maxLength: 18 });
const address = fc
  .tuple(
    local,
    fc.constantFrom('example.org', 'Example.ORG', 'xn--exmple-cua.org', `${'long.'.repeat(16)}example.org`),
  )
  .map(([name, domain]) => `${name}@${domain}`);
const values: fc.Arbitrary<Record<Slot, string>> = fc.record({
  to: address,
  sentAt: fc
    .date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('2099-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    .map(dateValue),
  message: token(28),
  leave: token(54),
});

const piece = fc.constantFrom(
  '\n',
  '.',
  ' ',
  '\t',
  'a',
  'é',
  '=',
  '!',
  '-',
  'x'.repeat(30),
  'x'.repeat(1200),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

/** The same mail but for the boundary, which `composeMail` is given. */
const boundaryOf = (octets: Buffer) =>
  /boundary="--_NmP-([0-9a-f]{32})-/.exec(octets.toString('latin1'))?.[1] ?? '';

describe('a mail with holes', () => {
  it('MAIL-2: is, filled, octet for octet the mail that would have been composed', async () => {
    const sites = fc.integer({ min: 1, max: 60 }).map((length) => `https://${'u'.repeat(length)}.example.ca`);
    const site = fc.record({ site: sites, before: text, after: text });
    await fc.assert(
      fc.asyncProperty(site, fc.array(values, { minLength: 1, maxLength: 4 }), async (content, residents) => {
        const mail = await SegmentedMail.cut(SHAPES, compose(content));
        for (const resident of residents) {
          const octets = mail.fill(resident, 'plain');
          const { content: composed } = await compose(content)(resident, boundaryOf(octets));
          expect(octets.toString()).toBe(composed.toString());
          expect(octets.equals(composed)).toBe(true);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('is read by another parser as what was put into its slots', async () => {
    const mail = await SegmentedMail.cut(SHAPES, compose(words));
    await fc.assert(
      fc.asyncProperty(values, async (resident) => {
        const octets = mail.fill(resident, 'plain');
        const { content } = await compose(words)(resident, 'other');
        const [filled, composed] = [await PostalMime.parse(octets), await PostalMime.parse(content)];
        const headers = ({ headers: all }: typeof filled) => all.filter(({ key }) => key !== 'content-type');
        expect(headers(filled)).toEqual(headers(composed));
        expect(filled.text).toBe(composed.text);
        expect(filled.html).toBe(composed.html);
        expect(filled.text).toContain(`\nhttps://updates.example.ca/leave/${resident.leave}?lang=fr\n`);
        expect(filled.html).toContain(`href="https://updates.example.ca/leave/${resident.leave}?lang=fr"`);
      }),
      { numRuns: 60 },
    );
  });

  it('MAIL-2: doubles the dots that begin a line, and only for a way that wants it', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, values, async (before, after, resident) => {
        const mail = await SegmentedMail.cut(SHAPES, compose({ ...words, before, after }));
        const plain = mail.fill(resident, 'plain').toString('latin1');
        const stuffed = mail.fill(resident, 'stuffed').toString('latin1');
        expect(stuffed).toBe(
          plain
            .split('\r\n')
            .map((line) => (line.startsWith('.') ? `.${line}` : line))
            .join('\r\n'),
        );
        expect(stuffed.endsWith('\r\n')).toBe(true);
        expect(stuffed).not.toContain('\r\n.\r\n');
      }),
      { numRuns: 40 },
    );
  });

  it('MAIL-5: tells what is signed of it as if it were read anew', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, values, async (before, after, resident) => {
        const mail = await SegmentedMail.cut(SHAPES, compose({ ...words, before, after }));
        expect(mail.signable(resident)).toEqual(signableOf(mail.fill(resident, 'plain')));
      }),
      { numRuns: 40 },
    );
  });

  const resident = {
    to: 'anne@example.org',
    sentAt: 'Mon, 02 Mar 2026 14:00:00 +0000',
    message: 'm'.repeat(28),
    leave: 'l'.repeat(54),
  };

  it.each<[Slot, string]>([
    ['to', 'anne@example.org, victim@example.com'],
    ['to', 'anne@example.org\r\nBcc: victim@example.com'],
    ['to', 'anne@example.org\nvictim@example.com'],
    ['to', 'anne@example.org\u2028'],
    ['to', 'anne@example.org\u0000'],
    ['to', '<anne@example.org>'],
    ['to', 'anne'],
    ['to', ''],
    ['to', `${'a'.repeat(300)}@example.org`],
    ['sentAt', '2026-03-02T14:00:00Z'],
    ['sentAt', 'Mon, 02 Mar 2026 14:00:00 +0000\r\nBcc: victim@example.com'],
    ['message', 'm'.repeat(27)],
    ['message', 'm'.repeat(29)],
    ['message', `${'m'.repeat(27)}>`],
    ['message', `${'m'.repeat(28)}\n`],
    ['leave', `${'l'.repeat(53)}=`],
    ['leave', `${'l'.repeat(52)}\r\n`],
    ['leave', `${'l'.repeat(53)}é`],
    ['leave', ''],
  ])('MAIL-1, MAIL-2: refuses what does not fit into %s (%j), and does not tell it', async (slot, value) => {
    const mail = await SegmentedMail.cut(SHAPES, compose(words));
    for (const form of ['plain', 'stuffed'] as const) {
      expect(() => mail.fill({ ...resident, [slot]: value }, form)).toThrow(
        `the value for ${slot} does not fit`,
      );
    }
  });

  it('cuts nothing when a slot has no place in the mail', async () => {
    const shapes = { ...SHAPES, lost: tokenSlot(10) };
    await expect(SegmentedMail.cut(shapes, compose(words))).rejects.toThrow('no place for lost');
  });

  it('cuts nothing when a value changes more than its own place', async () => {
    const uneven: Compose<Slot> = (given, boundary) =>
      compose({ ...words, after: given.message.startsWith('m') ? 'one' : `${given.message.charCodeAt(0)}` })(
        given,
        boundary,
      );
    await expect(SegmentedMail.cut(SHAPES, uneven)).rejects.toThrow('changes what is around it');
  });

  it('MAIL-2: is not cut where its widest values would break a rule of the wire, which looks at none of its mails', async () => {
    const padded =
      (octets: number): Compose<'to'> =>
      async ({ to }) => ({
        envelope: { from: 'updates@example.ca', to },
        content: Buffer.from(`Subject: Hello\r\nTo: ${to}${'x'.repeat(octets)}\r\n\r\nHello\r\n`),
      });
    await SegmentedMail.cut({ to: addressSlot }, padded(700));
    await expect(SegmentedMail.cut({ to: addressSlot }, padded(800))).rejects.toMatchObject({
      rule: 'long-line',
    });
  });
});
