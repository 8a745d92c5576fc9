import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Relays } from '#libs/lanes';
import { composeMail, NoSession, type SmtpRoute, SmtpSessions, smtpRoute } from '#libs/mail';
import { HostileSession } from './hostile-session.ts';
import type { Mood, Place } from './temper.ts';
import type { WireRecord } from './wire-record.ts';

let server: Server;
let seen: WireRecord[];
afterEach(() => void server.close());

/** A server that has one mood at one place, and the route to it. */
async function serve(moods: Partial<Record<Place, Mood>>) {
  seen = [];
  server = createServer((socket) => {
    new HostileSession(socket, {
      mood: (place) => moods[place] ?? { does: 'friendly' },
      offers: () => ['hostile.example.ca', 'PIPELINING', 'STARTTLS'],
      tell: (record) => void seen.push(record),
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return smtpRoute(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const mail = () =>
  composeMail({
    from: { name: 'City', address: 'updates@example.ca' },
    to: 'anne@example.org',
    subject: 'Hello',
    messageId: '<one@example.ca>',
    sentAt: new Date(0),
    language: 'en',
    text: '.\n..\n.hidden\n',
    html: '<p>.</p>',
  });

function sessionsTo(route: SmtpRoute): SmtpSessions {
  const relays = new Relays([{ name: 'hostile', weight: 1, route }], () => 0);
  return new SmtpSessions(relays, { connections: 1 }, () => 0);
}

async function send(moods: Partial<Record<Place, Mood>>) {
  const sessions = sessionsTo(await serve(moods));
  const content = await mail();
  const verdict = await sessions.use((session) => session.send(content));
  sessions.cut();
  return verdict;
}

const reply = (text: string): Mood => ({ does: 'reply', reply: text });

describe('a hostile server', () => {
  it.each<[Place, Mood, object, string | undefined]>([
    ['dot', { does: 'friendly' }, { outcome: 'accepted' }, '250'],
    ['dot', { does: 'answer-in-pieces' }, { outcome: 'accepted' }, '250'],
    ['dot', { does: 'stall', milliseconds: 20 }, { outcome: 'accepted' }, '250'],
    ['dot', { does: 'drop' }, { outcome: 'uncertain' }, 'none'],
    ['dot', { does: 'half-a-reply' }, { outcome: 'uncertain' }, 'none'],
    ['dot', reply('451 4.7.1 greylisted'), { outcome: 'later', of: 'mail' }, '451'],
    ['begin', { does: 'drop' }, { of: 'connection' }, 'none'],
    ['data', reply('451 4.3.0 not now'), { outcome: 'later' }, '451'],
    ['recipient', reply('550 5.1.1 unknown'), { outcome: 'failed', isHard: true }, '550'],
    ['recipient', { does: 'drop' }, { outcome: 'later', of: 'connection' }, 'none'],
    ['sender', reply('550 5.7.1 not you'), { outcome: 'stop-sender' }, undefined],
  ])('SEND-4, SEND-5: at %s, %j is heard as %j and written down', async (place, mood, verdict, answer) => {
    // Cut at the first octet, a client may have written all, and must then take it for uncertain.
    const expected = place === 'begin' ? expect.anything() : expect.objectContaining(verdict);
    expect(await send({ [place]: mood })).toEqual(expected);
    // Before there is a recipient there is nobody to write down.
    expect(seen.map((record) => record.answer)).toEqual(answer === undefined ? [] : [answer]);
    for (const record of seen) {
      expect(record).toMatchObject({ to: 'anne@example.org' });
      expect(record).not.toHaveProperty('difference');
    }
  });

  it.each<[string, Mood]>([
    ['what is no handshake', { does: 'friendly' }],
    ['silence', { does: 'drop' }],
    ['a refusal', reply('454 4.7.0 no TLS now')],
  ])(
    'SEND-9: STARTTLS that is answered with %s gives no session, and nothing is sent',
    async (_what, mood) => {
      const { connection } = await serve({ starttls: mood });
      const route = { connection: { ...connection, requireTLS: true, ignoreTLS: false } };
      const sessions = sessionsTo(route);
      await expect(sessions.use(async () => 'a session')).rejects.toBeInstanceOf(NoSession);
      expect(seen).toEqual([]);
    },
  );
});
