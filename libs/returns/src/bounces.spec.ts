import { describe, expect, it } from '@jest/globals';
import { deliveryReport, mail } from '../../../test/support/returned-mail.ts';
import { readReturn } from './read-return.ts';

const failed = (status: string, diagnostic?: string) => ({
  'Final-Recipient': 'rfc822; anne@example.org',
  Action: 'failed',
  Status: status,
  ...(diagnostic !== undefined && { 'Diagnostic-Code': diagnostic }),
});

describe('SEND-4: reports of RFC 3464', () => {
  it.each([
    ['5.1.1', 'smtp; 550 5.1.1 <anne@example.org>: Recipient address rejected', 'hard', '5.1.1'],
    ['5.2.2', 'smtp; 552 5.2.2 Mailbox full', 'soft', '5.2.2'],
    ['5.2.1', undefined, 'hard', '5.2.1'],
    ['5.0.0', 'smtp; 550 5.1.1 unknown', 'hard', '5.1.1'],
    ['5.0.0', 'smtp; 550 No such user here', 'hard', '550'],
    ['5.0.0', undefined, 'soft', '550'],
    ['4.4.7', 'smtp; 451 4.4.7 delivery time expired', 'soft', '4.4.7'],
    ['5.1.1 (bad destination mailbox address)', undefined, 'hard', '5.1.1'],
    ['5.7.26', 'smtp; 550-5.7.26 unauthenticated', 'sender', '5.7.26'],
    ['5.0.0', 'smtp; 550 5.7.1 blocked for its reputation', 'sender', '5.7.1'],
    ['5.5.0', 'x-unknown; something went wrong', 'sender', '5.5.0'],
    ['', '', 'soft', 'unclear'],
  ])('Status %j with %j is %s', async (status, diagnostic, weight, reason) => {
    const found = await readReturn(deliveryReport(failed(status, diagnostic)), '');
    expect(found).toEqual({ kind: 'bounce', weight, reason });
  });

  it.each(['delayed', 'delivered', 'relayed', 'expanded'])('%s is no bounce', async (action) => {
    const about = { 'Final-Recipient': 'rfc822; anne@example.org', Action: action, Status: '4.4.1' };
    expect(await readReturn(deliveryReport(about), '')).toEqual({ kind: 'automatic' });
  });

  it('one of several addresses behind ours failed: it arrived', async () => {
    const found = await readReturn(
      deliveryReport(failed('5.1.1'), { Action: 'Relayed', Status: '2.0.0' }),
      '',
    );
    expect(found).toEqual({ kind: 'automatic' });
  });

  it('a folded field is read as one', async () => {
    const found = await readReturn(deliveryReport(failed('5.0.0', 'smtp; 550\n 5.1.1 unknown')), '');
    expect(found).toMatchObject({ weight: 'hard' });
  });
});

const plain = (subject: string, text: string, headers: Record<string, string> = {}) =>
  mail({ From: 'Mail Delivery System <MAILER-DAEMON@mx.example.org>', Subject: subject, ...headers }, text);

describe('SEND-4: bounces in plain words', () => {
  it.each([
    [
      'qmail (QSBMF)',
      plain(
        'failure notice',
        'Hi. This is the qmail-send program at mx.example.org.\nI am afraid I was not able to deliver your message to the following addresses.\n\n<anne@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n',
      ),
      { weight: 'hard', reason: '5.1.1' },
    ],
    [
      'Exim',
      plain(
        'Mail delivery failed: returning message to sender',
        'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\n  anne@example.org\n    host mx.example.net [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<anne@example.org>:\n    550 5.1.1 User unknown\n',
        { 'X-Failed-Recipients': 'anne@example.org' },
      ),
      { weight: 'hard', reason: '5.1.1' },
    ],
    [
      'Exim, a full mailbox',
      plain(
        'Mail delivery failed: returning message to sender',
        'This message was created automatically by mail delivery software.\n\n  anne@example.org\n    mailbox is full: retry timeout exceeded\n',
        { 'X-Failed-Recipients': 'anne@example.org' },
      ),
      { weight: 'soft', reason: '5.2.2' },
    ],
    [
      'Exchange',
      plain(
        'Undeliverable: Meetings in March',
        "Delivery has failed to these recipients or groups:\n\nanne@example.org\nThe email address you entered couldn't be found.\n\nDiagnostic information for administrators:\nGenerating server: EX1.example.org\nanne@example.org\n#550 5.1.10 RESOLVER.ADR.RecipientNotFound ##\n",
        { From: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>' },
      ),
      { weight: 'hard', reason: '5.1.10' },
    ],
    [
      'Exchange in French',
      plain(
        'Non remis : Réunions en mars',
        'Votre message n’a pas pu être remis.\n#5.2.2 SMTP; 552 5.2.2 boîte pleine\n',
      ),
      { weight: 'soft', reason: '5.2.2' },
    ],
    [
      'Postfix',
      plain(
        'Undelivered Mail Returned to Sender',
        "This is the mail system at host mx.example.org.\n\nI'm sorry to have to inform you that your message could not be delivered.\n\n<anne@example.org>: host mx.example.net[192.0.2.1] said: 550 5.1.1\n    <anne@example.org>: Recipient address rejected (in reply to RCPT TO)\n",
      ),
      { weight: 'hard', reason: '5.1.1' },
    ],
    [
      'Yahoo',
      plain(
        'Failure Notice',
        "Sorry, we were unable to deliver your message to the following address.\n\n<anne@example.org>:\n554: delivery error: dd This user doesn't have an example.org account (anne@example.org) [0]\n",
      ),
      { weight: 'hard', reason: '5.1.1' },
    ],
    [
      'a spam filter: it objects to us',
      plain('Undeliverable mail', 'could not be delivered: 550 5.7.1 message refused, see our policy'),
      { weight: 'sender', reason: '5.7.1' },
    ],
    [
      'nothing that is clear',
      plain('failure notice', 'Hi. This is the deliverator.'),
      { weight: 'soft', reason: 'unclear' },
    ],
  ])('%s', async (_from, octets, expected) => {
    expect(await readReturn(octets, '')).toEqual({ kind: 'bounce', ...expected });
  });

  it('a warning of delay is none', async () => {
    const octets = plain(
      'Warning: message 1abc delayed 24 hours',
      'This message was created automatically by mail delivery software.\n421 4.4.1 later',
      { 'X-Failed-Recipients': 'anne@example.org' },
    );
    expect(await readReturn(octets, '')).toEqual({ kind: 'automatic' });
  });

  it('what a person says about an undeliverable parcel is none', async () => {
    const octets = mail(
      { From: 'anne@example.org', Subject: 'Undeliverable parcel', 'X-Other': 'x' },
      'The courier wrote: 550 5.1.1 no such user. Can you help?',
    );
    expect(await readReturn(octets, 'anne@example.org')).toMatchObject({ kind: 'reply' });
  });
});
