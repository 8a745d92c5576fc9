import { describe, expect, it } from '@jest/globals';
import { imapRoute } from './imap-route.ts';

describe('IMAP_URL', () => {
  it('names a folder of a mailbox, percent-encoded', () => {
    expect(imapRoute('imaps://returns%40example.ca:p%2Fw@imap.example.ca/Come%20back')).toEqual({
      host: 'imap.example.ca',
      port: 993,
      secure: true,
      doSTARTTLS: false,
      auth: { user: 'returns@example.ca', pass: 'p/w' },
      folder: 'Come back',
    });
  });

  it('without TLS from the first octet STARTTLS is required, but on this machine', () => {
    expect(imapRoute('imap://a:b@imap.example.ca')).toMatchObject({
      port: 143,
      doSTARTTLS: true,
      folder: 'INBOX',
    });
    expect(imapRoute('imap://a:b@127.0.0.1:1143/')).toMatchObject({ port: 1143, doSTARTTLS: false });
    expect(imapRoute('imap://a:b@127.0.0.1.example.ca')).toMatchObject({ doSTARTTLS: true });
  });
});
