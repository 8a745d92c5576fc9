import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Relays } from '#libs/lanes';
import { composeMail } from '#libs/mail';
import { NoSession, type SmtpRoute, SmtpSessions, smtpRoute, WireSession } from '#libs/smtp';
import { authority } from '../../smtp/certificates.ts';
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

  const secured = ({ connection }: SmtpRoute): SmtpRoute => ({
    connection: { ...connection, requireTLS: true, ignoreTLS: false, tls: { ca: authority() } },
  });

  it.each<[string, Mood]>([
    ['a handshake', { does: 'friendly' }],
    // RFC 3207 section 6: what came before it is forgotten, or somebody between the two could answer for the server.
    ['plain text that tells of CHUNKING, and a handshake', { does: 'inject' }],
  ])('SEND-9: STARTTLS that is answered with %s carries the mail', async (_what, mood) => {
    const session = await WireSession.open(secured(await serve({ starttls: mood })));
    expect(session.offers).toMatchObject({ pipelining: true, chunking: false });
    const { envelope, content } = await mail();
    expect(await session.send({ envelope, octets: () => stuffed(content) }, () => true)).toEqual({
      outcome: 'accepted',
    });
    session.close();
    expect(seen).toMatchObject([{ to: 'anne@example.org', answer: '250', secured: true }]);
  });

  it.each<[string, Mood]>([
    ['what is no handshake', { does: 'garbage' }],
    ['silence', { does: 'drop' }],
    ['a refusal', reply('454 4.7.0 no TLS now')],
    ['a handshake that never comes', { does: 'stall', milliseconds: 20_000 }],
    ['an expired certificate', { does: 'certificate', of: 'expired' }],
    ['a certificate for another name', { does: 'certificate', of: 'another-name' }],
    ['a certificate of an unknown authority', { does: 'certificate', of: 'strange' }],
  ])(
    'SEND-9: STARTTLS that is answered with %s gives no session, and nothing is sent',
    async (_what, mood) => {
      const { connection } = secured(await serve({ starttls: mood }));
      const sessions = sessionsTo({ connection: { ...connection, connectionTimeout: 1000 } });
      await expect(sessions.use(async () => 'a session')).rejects.toBeInstanceOf(NoSession);
      expect(seen).toEqual([]);
    },
  );
});

/** As DATA wants it. */
function stuffed(content: Buffer): Buffer {
  return Buffer.from(content.toString('latin1').replaceAll(/^\./gm, '..'), 'latin1');
}
