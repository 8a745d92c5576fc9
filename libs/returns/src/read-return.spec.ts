import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { complaint, deliveryReport, mail } from '../../../test/support/returned-mail.ts';
import { READ_OCTETS, readReturn } from './read-return.ts';
import { UnreadableReturn } from './returned.ts';

const TOKEN = 'AZD1wBI0Sryt7wEjRWeJqx5dXg8A1mWPE3eT0a9sK2bQvN4hYcUjZl';
const from = (headers: Record<string, string>, text = '') =>
  readReturn(mail({ From: 'Anne <anne@example.org>', ...headers }, text), 'anne@example.org');

describe('LEAVE-7: complaints of RFC 5965', () => {
  const original = {
    'Return-Path': '<dabc@returns.example.ca>',
    'Message-ID': '<0123456789abcdefghijklmnopqr@example.ca>',
    'List-Unsubscribe': `<https://updates.example.ca/leave/${TOKEN}>, <mailto:leave@example.ca?subject=unsubscribe%20${TOKEN}>`,
  };

  it('lead to the mail also when the address is struck out', async () => {
    const octets = complaint(
      { 'Feedback-Type': 'abuse', 'Original-Rcpt-To': 'redacted' },
      { ...original, To: 'redacted' },
    );
    expect(await readReturn(octets, 'feedback@example.org')).toEqual({
      kind: 'complaint',
      tokens: [TOKEN],
      messageIds: [original['Message-ID']],
      localParts: ['dabc'],
      addresses: [],
    });
  });

  it('name the address where it is given', async () => {
    const octets = complaint({ 'Feedback-Type': 'Abuse', 'Original-Rcpt-To': '<anne@example.org>' });
    expect(await readReturn(octets, '')).toMatchObject({
      addresses: ['anne@example.org', 'anne@example.org'],
    });
  });

  it.each(['not-spam', 'auth-failure', 'virus', ''])('%j is none', async (type) => {
    expect(await readReturn(complaint({ 'Feedback-Type': type }), '')).toEqual({ kind: 'automatic' });
  });

  it('are known as Outlook.com sends them', async () => {
    const body = `--b\n\nSee attached.\n--b\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\nX-HmXmrOriginalRecipient: anne@example.org\nList-Unsubscribe: ${original['List-Unsubscribe']}\n\nCome.\n--b--\n`;
    const headers = {
      Subject: 'complaint about message from 192.0.2.1',
      'Content-Type': 'multipart/mixed; boundary=b',
    };
    expect(await from(headers, body)).toMatchObject({
      kind: 'complaint',
      tokens: [TOKEN],
      addresses: ['anne@example.org'],
    });
  });
});

describe('LEAVE-5: wishes to leave', () => {
  it('a token in the subject counts whoever or whatever sent it', async () => {
    const found = await from({ Subject: `unsubscribe ${TOKEN}`, 'Auto-Submitted': 'auto-generated' });
    expect(found).toMatchObject({ kind: 'unsubscribe', token: TOKEN, scope: 'topic' });
  });

  it('the header of a mail about several topics asks for everything', async () => {
    const found = await from({ Subject: `unsubscribe everything ${TOKEN}` });
    expect(found).toMatchObject({ kind: 'unsubscribe', token: TOKEN, scope: 'everything' });
  });

  it.each([
    ['unsubscribe', ''],
    ['Re: Meetings in March', 'STOP'],
    ['Re: Meetings in March', '\n  Unsubscribe me please.\n\nOn Monday, Example City wrote:\n> Come'],
    ['TR : Réunions en mars', 'Désabonner'],
    ['RE: Réunions en mars', 'Me désabonner svp\n'],
    ['Re: x', 'désabonnez-moi, merci !'],
    ['STOP', 'anything'],
    ['Re: x', 'Please stop sending me these emails.'],
    ['Re: x', 'remove me from your list'],
    ['Re: x', 'Arrêtez.'],
  ])('%j, %j', async (subject, text) => {
    expect(await from({ Subject: subject, 'Content-Type': 'text/plain; charset=utf-8' }, text)).toMatchObject(
      {
        kind: 'unsubscribe',
        from: 'anne@example.org',
      },
    );
  });

  it.each([
    ['Re: Meetings', 'Stop the construction on my street!'],
    ['Re: Meetings', 'Do not unsubscribe me.'],
    ['Re: Meetings', 'I like it.\n> To leave: unsubscribe'],
    ['Re: Meetings', '> unsubscribe'],
    ['Re: Meetings', 'How do I unsubscribe my neighbour?'],
    ['Bus stop', 'The bus stop is broken'],
  ])('%j, %j is for a person to read', async (subject, text) => {
    expect(await from({ Subject: subject }, text)).toMatchObject({ kind: 'reply' });
  });

  it('an answer in HTML alone is read as words', async () => {
    const found = await from(
      { Subject: 'Re: x', 'Content-Type': 'text/html' },
      '<div>STOP</div><blockquote>x</blockquote>',
    );
    expect(found).toMatchObject({ kind: 'unsubscribe' });
  });
});

describe('answers of machines change nothing', () => {
  it.each([
    [{ Subject: 'Re: Meetings', 'Auto-Submitted': 'auto-replied' }],
    [{ Subject: 'Re: unsubscribe', 'Auto-Submitted': 'auto-replied (vacation)' }],
    [{ Subject: 'STOP', Precedence: 'auto_reply' }],
    [{ Subject: 'Re: Meetings', 'X-Autoreply': 'yes' }],
    [{ Subject: 'Automatic reply: Meetings in March' }],
    [{ Subject: 'Out of office: back on Monday' }],
    [{ Subject: 'Réponse automatique : Réunions' }],
    [{ Subject: 'Read: Meetings', Precedence: 'bulk' }],
  ])('%j', async (headers) => {
    expect(await from(headers, 'unsubscribe\n550 5.1.1 is not my number')).toEqual({ kind: 'automatic' });
  });

  it('an absence from the empty sender is no bounce', async () => {
    const octets = mail(
      { From: 'anne@example.org', Subject: 'Re: x', 'Auto-Submitted': 'auto-replied' },
      'could not be delivered 550 5.1.1',
    );
    expect(await readReturn(octets, '')).toEqual({ kind: 'automatic' });
  });
});

describe('whatever comes', () => {
  const settle = async (octets: Buffer) => {
    try {
      await readReturn(octets, '');
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableReturn);
    }
  };

  it('never throws anything but its own error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), (octets) => settle(Buffer.from(octets))),
    );
  });

  it('nor does what looks like a report and is damaged', async () => {
    const whole = [
      deliveryReport({ Action: 'failed', Status: '5.1.1' }),
      complaint({ 'Feedback-Type': 'abuse' }),
    ];
    const damage = fc.record({
      of: fc.nat(1),
      at: fc.nat(1200),
      length: fc.nat(40),
      with: fc.string({ unit: 'binary', maxLength: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, ({ of, at, length, with: text }) => {
        const octets = whole[of] ?? Buffer.alloc(0);
        return settle(
          Buffer.concat([octets.subarray(0, at), Buffer.from(text), octets.subarray(at + length)]),
        );
      }),
    );
  });

  it('nests too deep, and says so', async () => {
    const nested = Array.from(
      { length: 40 },
      (_, at) => `--b${at}\nContent-Type: multipart/mixed; boundary=b${at + 1}\n\n`,
    );
    const octets = mail(
      { From: 'a@example.org', 'Content-Type': 'multipart/mixed; boundary=b0' },
      nested.join(''),
    );
    await expect(readReturn(octets, '')).rejects.toThrow(UnreadableReturn);
  });

  it('costs little, however it is made, and only its beginning is read', async () => {
    const hostile = [
      '<',
      '=?utf-8?q?=41',
      '<a',
      '\n ',
      '--b\n',
      '"',
      'a@',
      'unsubscribe ',
      'On ',
      '&',
      '(',
      'Re: ',
      '5.1.',
      '550 ',
    ];
    for (const piece of hostile) {
      const filler = piece.repeat(Math.ceil((2 * READ_OCTETS) / piece.length));
      const began = process.cpuUsage();
      await settle(mail({ From: filler.slice(0, 50_000), Subject: filler.slice(0, 50_000) }, filler));
      await settle(mail({ 'Content-Type': 'text/html' }, filler));
      await settle(
        mail(
          { 'Content-Type': 'multipart/report; boundary=b' },
          `--b\nContent-Type: message/delivery-status\n\n${filler}`,
        ),
      );
      await settle(
        mail(
          { 'Content-Type': 'multipart/report; boundary=b' },
          `--b\nContent-Type: message/rfc822\n\n${filler}`,
        ),
      );
      // Of this process alone, so that a busy machine decides nothing: what grows with the square takes minutes.
      expect(process.cpuUsage(began).user / 1000).toBeLessThan(10_000);
    }
  });
});
