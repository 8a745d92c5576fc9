import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { MailServer } from '../support/mail-server.ts';

// The tests of sending rely on this server: here it is seen to refuse, to wait and to hang up as it is told.
describe('the mail server of the tests', () => {
  let mails: MailServer;

  beforeAll(async () => {
    mails = await MailServer.start();
  });

  afterAll(() => mails.stop());

  function send(to: string, text = 'Hello') {
    return createTransport(mails.url).sendMail({ from: 'updates@example.ca', to, subject: 'Été', text });
  }

  it('gives each mail once, also one that comes after it was asked for', async () => {
    const waiting = mails.nextMail('first@example.ca');
    await send('first@example.ca', 'Confirm: http://localhost/confirm/abc?lang=fr .');
    const mail = await waiting;
    expect(mail).toMatchObject({ subject: 'Été', links: ['http://localhost/confirm/abc?lang=fr'] });
    expect(mail.header('From')).toBe('updates@example.ca');
    await expect(mails.nextMail('first@example.ca', 0.1)).rejects.toThrow('a mail to first@example.ca');
    expect(mails.to('first@example.ca')).toEqual([mail]);
  });

  it('refuses recipients and messages', async () => {
    mails.refuseRecipients((address) =>
      address === 'gone@example.ca' ? { code: 550, text: '5.1.1 Gone' } : undefined,
    );
    await expect(send('gone@example.ca')).rejects.toThrow('550 5.1.1 Gone');
    mails.refuseRecipients();
    mails.refuseMessages((mail) =>
      mail.text.includes('spam') ? { code: 554, text: '5.7.1 No' } : undefined,
    );
    await expect(send('refused@example.ca', 'spam')).rejects.toThrow('554 5.7.1 No');
    mails.refuseMessages();
    expect(mails.to('gone@example.ca')).toHaveLength(0);
    expect(mails.to('refused@example.ca')).toHaveLength(0);
  });

  it('keeps senders waiting until it is told', async () => {
    mails.hold();
    const sent = send('slow@example.ca');
    await mails.held(1);
    expect(mails.to('slow@example.ca')).toHaveLength(0);
    mails.release();
    await sent;
    expect(mails.to('slow@example.ca')).toHaveLength(1);
  });

  it('hangs up on who waits for an answer', async () => {
    mails.hold();
    const failure = expect(send('cut@example.ca')).rejects.toThrow('Connection closed unexpectedly');
    await mails.held(1);
    mails.hangUp();
    await failure;
    mails.release();
    expect(mails.to('cut@example.ca')).toHaveLength(0);
  });
});
