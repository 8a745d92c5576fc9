import { describe, expect, it } from '@jest/globals';
import { smtpRelays } from './smtp-relay.ts';

const told = (text: string) =>
  smtpRelays(text).map(({ name, weight, connections, route }) => ({
    name,
    weight,
    connections,
    user: route.login?.user,
  }));

describe('SMTP_URL', () => {
  it('may be one address, as ever', () => {
    expect(told('smtps://city:se,cret@relay.example.ca')).toEqual([
      { name: 'relay.example.ca:465', weight: 1, connections: undefined, user: 'city' },
    ]);
    expect(smtpRelays('smtps://city:se,cret@relay.example.ca')[0]?.route.login?.pass).toBe('se,cret');
  });

  it.each([', ', ',', ' ', '\n', ' \n '])('may be several, between them %j', (between) => {
    const text = [
      'smtps://a:b@one.example.ca?weight=3&connections=20',
      'smtp://two.example.ca/?weight=0',
      'smtp://127.0.0.1:25',
    ].join(between);
    expect(told(`${text}\n`)).toEqual([
      { name: 'one.example.ca:465', weight: 3, connections: 20, user: 'a' },
      { name: 'two.example.ca:587', weight: 0, connections: undefined, user: undefined },
      { name: '127.0.0.1:25', weight: 1, connections: undefined, user: undefined },
    ]);
  });

  it.each([
    '',
    'relay.example.ca',
    'http://u:secret@relay.example.ca',
    'smtp://u:secret@relay.example.ca?weight=-1',
    'smtp://u:secret@relay.example.ca?weight=1.5',
    'smtp://u:secret@relay.example.ca?weight=',
    'smtp://u:secret@relay.example.ca?weight=1&weight=2',
    'smtp://u:secret@relay.example.ca?connections=0',
    'smtp://u:secret@relay.example.ca?connections=1',
    'smtp://u:secret@relay.example.ca?connections=99999',
    'smtp://u:secret@relay.example.ca?speed=5',
    'smtp://u:secret@relay.example.ca?tls=maybe',
    'smtp://u:secret@relay.example.ca/path',
    'smtp://u:secret@relay.example.ca#secret',
    'smtp://u:secret@relay.example.ca?tls=none',
    'smtp://a:secret@relay.example.ca smtp://b:secret@relay.example.ca:587',
    'smtp://a:secret@relay.example.ca; smtp://b:secret@two.example.ca',
    'smtp://a:secret@relay.example.ca two.example.ca',
  ])('%j is refused, and the words do not repeat it', (text) => {
    expect(() => smtpRelays(text)).toThrow(/^SMTP_URL should (?!.*secret)/);
  });
});
