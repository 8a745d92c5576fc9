import { describe, expect, it } from '@jest/globals';
import { smtpRoute } from './smtp-route.ts';

describe('the way to the relay', () => {
  it.each([
    ['smtp://relay.example.ca', { port: 587, requireTLS: true, secure: false, ignoreTLS: false }],
    ['smtps://relay.example.ca', { port: 465, requireTLS: true, secure: true }],
    ['smtp://relay.example.ca:2525', { port: 2525, requireTLS: true }],
    ['smtp://127.0.0.1:1025', { port: 1025, requireTLS: false, ignoreTLS: true }],
    ['smtp://localhost:1025', { requireTLS: false, ignoreTLS: true }],
    ['smtp://[::1]:1025', { host: '::1', requireTLS: false, ignoreTLS: true }],
    ['smtp://catcher:1025?tls=none', { host: 'catcher', requireTLS: false, ignoreTLS: true }],
    ['smtp://localhost:1025?tls=required', { host: 'localhost', requireTLS: true, ignoreTLS: false }],
    ['smtp://127.example.ca', { requireTLS: true }],
    ['smtp://localhost.example.ca', { requireTLS: true }],
  ])('SEND-9: %s', (address, expected) => {
    expect(smtpRoute(address).connection).toMatchObject(expected);
  });

  it('SEND-9: goes through a proxy, and then no relay is on this machine', () => {
    const route = smtpRoute('smtp://localhost:2525?proxy=http%3A%2F%2Fu%3Ap%40proxy.example.ca%3A3128');
    expect(route.proxy).toBe('http://u:p@proxy.example.ca:3128/');
    expect(route.connection).toMatchObject({ requireTLS: true, ignoreTLS: false });
  });

  it('signs in with what the address holds', () => {
    expect(smtpRoute('smtp://city%40example.ca:p%2Fw%3A@relay.example.ca').login).toEqual({
      user: 'city@example.ca',
      pass: 'p/w:',
    });
  });

  it.each([
    'relay.example.ca',
    'http://relay.example.ca',
    'smtp://',
    '',
    'smtp://u:secret@relay.example.ca?tls=none',
    'smtp://u:secret@localhost?tls=none&proxy=http%3A%2F%2Fproxy.example.ca%3A3128',
    'smtp://relay.example.ca?proxy=socks5%3A%2F%2Fsecret%40proxy.example.ca',
    'smtp://relay.example.ca?proxy=secret',
  ])('SEND-9: %s is refused, and the words do not repeat it', (address) => {
    expect(() => smtpRoute(address)).toThrow(/^SMTP_URL should (?!.*secret)/);
  });
});
