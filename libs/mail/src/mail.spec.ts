import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { UnsafeAddress } from './envelope.ts';
import { UnsafeHeader } from './header-value.ts';
import { listHeaders } from './list-headers.ts';
import { composeMail, type Mail } from './mail.ts';

const leave = {
  url: 'https://updates.example.ca/leave/token',
  address: 'leave@example.ca',
  token: 'token',
  inOneClick: true,
};

const topicFacts = {
  topic: 'digital-plan',
  domain: 'example.ca',
  helpUrl: 'https://updates.example.ca/topics/digital-plan',
  archiveUrl: 'https://updates.example.ca/announcements',
  ownerAddress: 'plan@example.ca',
  leave,
};

const mail = (changes: Partial<Mail> = {}): Mail => ({
  from: { name: 'City of Example', address: 'updates@example.ca' },
  to: 'anne@example.org',
  subject: 'Meetings',
  messageId: '<one@example.ca>',
  sentAt: new Date('2026-03-02T14:00:00Z'),
  language: 'en',
  text: 'Come, please.',
  html: '<p>Come, please.</p>',
  ...changes,
});

const compose = async (changes: Partial<Mail> = {}) => {
  const { content, envelope } = await composeMail(mail(changes));
  const parsed = await PostalMime.parse(content);
  const headers = parsed.headers.map(({ key, value }) => [key, value] as const);
  return { envelope, parsed, headers, wire: content.toString('latin1') };
};

describe('a mail', () => {
  it('is read by another parser as it was written', async () => {
    const { parsed, envelope } = await compose({
      from: { name: 'Ville d’Exemple, « Mairie »', address: 'updates@example.ca' },
      replyTo: 'plan@example.ca',
      subject: 'Réunions publiques : l’été à l’hôtel de ville, de 18 h à 20 h, venez nombreuses et nombreux',
      text: 'Bonjour à toutes et à tous.\n\n.\n..\nFin',
      html: '<p lang="fr">Bonjour &amp; à bientôt</p>',
      language: 'fr',
    });
    expect(envelope).toEqual({ from: 'updates@example.ca', to: 'anne@example.org' });
    expect(parsed.from).toEqual({ name: 'Ville d’Exemple, « Mairie »', address: 'updates@example.ca' });
    expect(parsed.to).toEqual([{ name: '', address: 'anne@example.org' }]);
    expect(parsed.replyTo).toEqual([{ name: '', address: 'plan@example.ca' }]);
    expect(parsed.subject).toContain('l’hôtel de ville, de 18 h à 20 h, venez nombreuses et nombreux');
    expect(parsed.messageId).toBe('<one@example.ca>');
    expect(parsed.date).toBe('2026-03-02T14:00:00.000Z');
    expect(parsed.text?.trimEnd()).toBe('Bonjour à toutes et à tous.\n\n.\n..\nFin');
    expect(parsed.html?.trimEnd()).toBe('<p lang="fr">Bonjour &amp; à bientôt</p>');
  });

  it('LEAVE-2: carries exactly one web address and one mailto to leave by, and says that one click is enough', async () => {
    const { headers } = await compose({ headers: listHeaders(topicFacts) });
    expect(headers).toContainEqual([
      'list-unsubscribe',
      '<https://updates.example.ca/leave/token>, <mailto:leave@example.ca?subject=unsubscribe%20token>',
    ]);
    expect(headers).toContainEqual(['list-unsubscribe-post', 'List-Unsubscribe=One-Click']);
  });

  it('LEAVE-2: does not promise one click where one could not know which topic is meant', () => {
    const headers = listHeaders({ ...topicFacts, leave: { ...leave, inOneClick: false } });
    expect(headers['List-Unsubscribe']).toBeDefined();
    expect(headers['List-Unsubscribe-Post']).toBeUndefined();
  });

  it('MAIL-3: names its list the same way every time', async () => {
    const { headers } = await compose({ headers: listHeaders(topicFacts) });
    expect(Object.fromEntries(headers)).toMatchObject({
      'list-id': '<digital-plan.example.ca>',
      'list-help': '<https://updates.example.ca/topics/digital-plan>',
      'list-owner': '<mailto:plan@example.ca>',
      'list-archive': '<https://updates.example.ca/announcements>',
    });
  });

  it.each([
    ['Subject', { subject: 'Hello\r\nBcc: victim@example.com' }],
    ['Subject', { subject: 'Hello\nBcc: victim@example.com' }],
    ['Subject', { subject: 'Hello\rBcc: victim@example.com' }],
    ['Subject', { subject: 'Hello\u0000' }],
    ['Subject', { subject: 'Hello\u0085Bcc: victim@example.com' }],
    ['Subject', { subject: 'Hello\u2028Bcc: victim@example.com' }],
    ['From', { from: { name: 'City\r\nBcc: victim@example.com', address: 'updates@example.ca' } }],
    ['Message-ID', { messageId: '<a@example.ca>\r\nBcc: victim@example.com' }],
    ['Content-Language', { language: 'en\r\nBcc: victim@example.com' }],
    ['X-Test', { headers: { 'X-Test': 'a\r\n\r\nbody' } }],
    ['X-Test', { headers: { 'X-Test': 'é' } }],
  ])('MAIL-2: a line break in %s is refused (%j)', async (header, changes) => {
    await expect(composeMail(mail(changes))).rejects.toMatchObject({ name: 'UnsafeHeader', header });
  });

  it.each(['X-Test: a\r\nBcc', 'Bcc:', 'X Test', ''])(
    'MAIL-2: %j is not the name of a header',
    async (name) => {
      await expect(composeMail(mail({ headers: { [name]: 'x' } }))).rejects.toThrow(
        'not the name of a header',
      );
    },
  );

  it.each([
    'anne@example.org, victim@example.com',
    'anne@example.org;victim@example.com',
    'anne@example.org\r\nRCPT TO:<victim@example.com>',
    'anne@example.org\nvictim@example.com',
    'anne@example.org ',
    ' anne@example.org',
    '<anne@example.org>',
    'Anne <anne@example.org>',
    'list:anne@example.org;',
    '"anne@example.org" <victim@example.com>',
    '"a b"@example.org',
    'anne@example.org@example.com',
    'anne@[127.0.0.1]',
    'anne@example.org> ORCPT=x',
    'anne',
    '',
  ])('MAIL-1: %j is not exactly one address, so nothing is sent', async (to) => {
    await expect(composeMail(mail({ to }))).rejects.toBeInstanceOf(UnsafeAddress);
  });

  it.each([
    ["o'neil+city.news@example.org", "o'neil+city.news@example.org"],
    ['ANNE@Example.ORG', 'ANNE@Example.ORG'],
    ['anne@exämple.org', 'anne@xn--exmple-cua.org'],
  ])('MAIL-1, MAIL-6: %s goes out as %s', async (to, expected) => {
    const { envelope, parsed } = await compose({ to });
    expect(envelope.to).toBe(expected);
    expect(parsed.to?.[0]?.address?.toLowerCase()).toBe(expected.toLowerCase());
  });

  it('MAIL-2: whatever is written, every line ends with CRLF and is short', async () => {
    const piece = fc.constantFrom(
      '\r',
      '\n',
      '\r\n',
      '.',
      ' ',
      'a',
      'é',
      '\u0000',
      '\t',
      'x'.repeat(1200),
      '=',
    );
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(text, text, async (plain, html) => {
        const { wire } = await compose({ text: plain, html });
        for (const line of wire.split('\r\n')) {
          expect(line).not.toMatch(/[\r\n]/);
          expect(line.length).toBeLessThanOrEqual(998);
          expect(line).toMatch(/^[\t\x20-\x7e]*$/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('MAIL-3: a list address with a comma, a space or a bracket is refused, for it would look like two', () => {
    for (const url of [
      'https://a.example.ca/,x',
      'https://a.example.ca/ x',
      'https://a.example.ca/>',
      'x\r\ny',
    ]) {
      expect(() => listHeaders({ ...topicFacts, leave: { ...leave, url } })).toThrow(UnsafeHeader);
    }
  });
});
