import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { UnsafeAddress, UnsafeContent } from '#libs/mail';
import { RawRelay } from './raw-relay.testing.ts';
import { smtpRoute } from './smtp-route.ts';
import { SmtpSink } from './smtp-sink.testing.ts';
import { PATIENCE } from './watch.ts';
import type { WireMail } from './wire-mail.ts';
import { NoSession, openConnection, takeSocket } from './wire-opening.ts';
import { type WireOptions, WireSession } from './wire-session.ts';

const CONTENT = 'Subject: Hello\r\n\r\n..\r\nlast line\r\n';
const mailTo = (to: string, content = CONTENT): WireMail => ({
  envelope: { from: 'updates@example.ca', to },
  octets: (form) => Buffer.from(form === 'plain' ? content.replaceAll('\r\n..', '\r\n.') : content),
});
const always = () => true;
const ACCEPTED = { outcome: 'accepted' };
const CONNECTION = { outcome: 'later', of: 'connection', reason: 'connection' };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const withRelay = async (offers?: string[], options: WireOptions = {}) => {
  const relay = await RawRelay.start(offers);
  ends.push(() => relay.stop());
  const session = await WireSession.open(smtpRoute(relay.url), options);
  ends.push(() => session.cut());
  return { relay, session };
};

describe('what goes over the wire', () => {
  it('MAIL-1 MAIL-2: octet for octet, with PIPELINING', async () => {
    const { relay, session } = await withRelay(['PIPELINING', 'SIZE 10000', 'DSN']);
    const sent = [
      session.send(mailTo("o'neil+a@example.org"), always),
      session.send(mailTo('b@example.org'), always),
    ];
    expect(await Promise.all(sent)).toEqual([ACCEPTED, ACCEPTED]);
    session.close();
    await once(relay.sockets[0] as never, 'close');
    expect(relay.heard).toBe(
      `MAIL FROM:<updates@example.ca> SIZE=${CONTENT.length} RET=HDRS\r\nRCPT TO:<o'neil+a@example.org> NOTIFY=FAILURE\r\nDATA\r\n` +
        `${CONTENT}.\r\n` +
        `MAIL FROM:<updates@example.ca> SIZE=${CONTENT.length} RET=HDRS\r\nRCPT TO:<b@example.org> NOTIFY=FAILURE\r\nDATA\r\n` +
        `${CONTENT}.\r\n` +
        'QUIT\r\n',
    );
  });

  it('MAIL-1 MAIL-2: octet for octet, one thing at a time', async () => {
    const { relay, session } = await withRelay([]);
    expect(await session.send(mailTo('a@example.org'), always)).toEqual(ACCEPTED);
    expect(relay.heard).toBe(
      `MAIL FROM:<updates@example.ca>\r\nRCPT TO:<a@example.org>\r\nDATA\r\n${CONTENT}.\r\n`,
    );
  });

  it('RFC 3030: octet for octet, counted and not stuffed, with CHUNKING', async () => {
    const { relay, session } = await withRelay(['PIPELINING', 'CHUNKING']);
    expect(await session.send(mailTo('a@example.org'), always)).toEqual(ACCEPTED);
    const plain = CONTENT.replace('\r\n..', '\r\n.');
    expect(relay.heard).toBe(
      `MAIL FROM:<updates@example.ca>\r\nRCPT TO:<a@example.org>\r\nBDAT ${plain.length} LAST\r\n${plain}`,
    );
    const { relay: other, session: unwilling } = await withRelay(['PIPELINING', 'CHUNKING'], {
      isChunked: false,
    });
    expect(await unwilling.send(mailTo('a@example.org'), always)).toEqual(ACCEPTED);
    expect(other.heard).toContain('DATA\r\n');
  });

  it.each([
    'a@example.org>\r\nRCPT TO:<b@example.org',
    'a@example.org\n',
    'a b@example.org',
    '<a@example.org>',
    '',
  ])('MAIL-1: %j does not leave as an address', async (address) => {
    const { relay, session } = await withRelay();
    await expect(session.send(mailTo(address), always)).rejects.toBeInstanceOf(UnsafeAddress);
    const forged = { ...mailTo('a@example.org'), envelope: { from: address, to: 'a@example.org' } };
    await expect(session.send(forged, always)).rejects.toBeInstanceOf(UnsafeAddress);
    expect(await session.send(mailTo('c@example.org'), always)).toEqual(ACCEPTED);
    expect(relay.heard).toBe(
      `MAIL FROM:<updates@example.ca>\r\nRCPT TO:<c@example.org>\r\nDATA\r\n${CONTENT}.\r\n`,
    );
  });

  it('MAIL-2: no content leaves that could end too early, and the session goes on', async () => {
    const { relay, session } = await withRelay();
    for (const ending of ['\n.\n', '\r.\r', '\r\n.\r', '\n.\r\n', '\r\n.\r\n']) {
      const smuggled = `Hello${ending}MAIL FROM:<x@example.org>\r\n`;
      await expect(session.send(mailTo('a@example.org', smuggled), always)).rejects.toBeInstanceOf(
        UnsafeContent,
      );
    }
    expect(relay.heard).toBe('');
    expect(session.isOpen).toBe(true);
  });

  it.each([[['PIPELINING']], [['PIPELINING', 'CHUNKING']]])(
    'octet for octet, however large: %j',
    async (offers) => {
      const { relay, session } = await withRelay(offers);
      const large = `${'a'.repeat(70)}\r\n`.repeat(30_000);
      const sent = [mailTo('a@example.org', large), mailTo('b@example.org')].map((mail) =>
        session.send(mail, always),
      );
      expect(await Promise.all(sent)).toEqual([ACCEPTED, ACCEPTED]);
      expect(relay.heard.split(large)).toHaveLength(2);
      expect(relay.heard.split(large)[1]).toMatch(/^(\.\r\n|RSET\r\n)MAIL FROM:<updates@example.ca>\r\n/);
    },
  );

  it('MAIL-6: other letters only where they are understood', async () => {
    const { session } = await withRelay(['PIPELINING']);
    expect(await session.send(mailTo('élodie@example.org'), always)).toEqual({
      outcome: 'failed',
      isHard: false,
      reason: '5.6.7',
    });
    const { relay, session: modern } = await withRelay(['PIPELINING', '8BITMIME', 'SMTPUTF8']);
    const mail = mailTo('élodie@example.org', `To: élodie@example.org\r\n${CONTENT}`);
    expect(await modern.send(mail, always)).toEqual(ACCEPTED);
    expect(Buffer.from(relay.heard, 'latin1').toString()).toContain(
      'MAIL FROM:<updates@example.ca> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<élodie@example.org>\r\n',
    );
  });

  it('SEND-4: a mail that is too large for the relay is our matter, before a word is said', async () => {
    const { relay, session } = await withRelay(['PIPELINING', 'SIZE 20']);
    expect(await session.send(mailTo('a@example.org'), always)).toEqual({
      outcome: 'stop-sender',
      reason: '5.3.4',
    });
    expect(relay.heard).toBe('');
  });
});

describe('when the relay behaves badly', () => {
  it.each([
    ['drops after the final dot', '.', 'drop', { outcome: 'uncertain', reason: 'no-answer' }],
    ['says half of a reply and drops', '.', '250 o', { outcome: 'uncertain', reason: 'no-answer' }],
    ['answers the final dot with nonsense', '.', 'hello\r\n', { outcome: 'uncertain', reason: 'no-answer' }],
    ['drops at DATA', 'DATA', 'drop', CONNECTION],
    ['drops at RCPT', 'RCPT TO:<a@example.org>', 'drop', CONNECTION],
    ['answers RCPT with nonsense', 'RCPT TO:<a@example.org>', 'hello\r\n', CONNECTION],
    ['answers MAIL twice', 'MAIL FROM:<updates@example.ca>', '250 ok\r\n250 ok\r\n', CONNECTION],
    [
      'closes at the final dot',
      '.',
      '421 4.3.2 bye\r\n',
      { outcome: 'later', of: 'connection', reason: '4.3.2', slows: true },
    ],
  ])('SEND-5: %s', async (_what, command, saying, verdict) => {
    const { relay, session } = await withRelay();
    relay.answer = (said) => {
      if (said !== command) return undefined;
      if (saying === '250 o') relay.answer = () => 'silence';
      return saying;
    };
    const sent = session.send(mailTo('a@example.org'), always);
    const behind = session.send(mailTo('b@example.org'), always);
    if (saying === '250 o') {
      while (!relay.heard.includes('\r\n.\r\n')) await once(relay.sockets[0] as never, 'data');
      relay.sockets[0]?.end();
    }
    expect(await sent).toEqual(verdict);
    expect(await behind).toEqual(CONNECTION);
    expect(session.isOpen).toBe(false);
  });

  it('reads replies in whatever pieces they come', async () => {
    const { relay, session } = await withRelay();
    relay.answer = () => 'silence';
    const sent = session.send(mailTo('a@example.org'), always);
    while (!relay.heard.endsWith('DATA\r\n')) await once(relay.sockets[0] as never, 'data');
    const socket = relay.sockets[0];
    socket?.setNoDelay(true);
    for (const letter of '250-ok\r\n250 ok\r\n250 ok\r\n550-5.7.1 no\r\n550 5.7.1 no\r\n') {
      socket?.write(letter);
      await new Promise(setImmediate);
    }
    expect(await sent).toEqual({ outcome: 'stop-sender', reason: '5.7.1' });
    expect(session.isOpen).toBe(true);
  });

  it.each(['sender', 'content'] as const)(
    'waits for an answer to the %s no longer than allowed',
    async (step) => {
      const { relay, session } = await withRelay(['PIPELINING'], { patience: { ...PATIENCE, [step]: 20 } });
      relay.answer = (said) => (said === '.' || step === 'sender' ? 'silence' : undefined);
      const expected = step === 'content' ? { outcome: 'uncertain', reason: 'no-answer' } : CONNECTION;
      expect(await session.send(mailTo('a@example.org'), always)).toEqual(expected);
      expect(session.isOpen).toBe(false);
    },
  );

  it('SEND-5: a large mail that nobody reads to its end is not uncertain', async () => {
    const { relay, session } = await withRelay(['PIPELINING'], { patience: { ...PATIENCE, body: 20 } });
    relay.answer = (said) => {
      if (said === 'DATA') relay.sockets[0]?.pause();
      return undefined;
    };
    const large = `${'a'.repeat(70)}\r\n`.repeat(400_000);
    expect(await session.send(mailTo('a@example.org', large), always)).toEqual(CONNECTION);
  });

  it('SEND-1: an opened DATA that may not begin is left without an octet of content', async () => {
    const { relay, session } = await withRelay();
    let may = true;
    relay.answer = () => {
      may = false;
      return undefined;
    };
    const verdict = await session.send(mailTo('a@example.org'), () => may);
    expect(verdict).toEqual({ outcome: 'later', of: 'connection', reason: 'too-late' });
    expect(relay.heard).toMatch(/DATA\r\n$/);
    expect(session.isOpen).toBe(false);
  });
});

describe('a fast session', () => {
  it('SEND-9: is secured by STARTTLS and signed in', async () => {
    const sink = await SmtpSink.start({
      disabledCommands: [],
      onAuth: ({ password }, _session, callback) =>
        password === 'right' ? callback(null, { user: 'city' }) : callback(new Error('no')),
    });
    ends.push(() => sink.stop());
    const route = smtpRoute(sink.url.replace('//127.0.0.1', '//city:right@relay.example.ca'));
    const connection = { ...route.connection, host: '127.0.0.1', tls: { rejectUnauthorized: false } };
    const session = await WireSession.open({ ...route, connection });
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, (_, n) => session.send(mailTo(`r${n}@example.org`), always)),
    );
    expect(verdicts).toEqual(verdicts.map(() => ACCEPTED));
    expect(sink.mails.map(({ to }) => to)).toEqual(verdicts.map((_, n) => [`r${n}@example.org`]));
    expect(sink.mails[0]?.content.toString()).toBe(CONTENT.replace('\r\n..', '\r\n.'));
    session.close();
    const wrong = WireSession.open({ ...route, connection, login: { user: 'city', pass: 'wrong' } });
    await expect(wrong).rejects.toBeInstanceOf(NoSession);
  });

  it('SEND-9: is not had in plain text with a relay elsewhere, nor with a certificate of somebody else', async () => {
    const sink = await SmtpSink.start({ disabledCommands: ['AUTH'] });
    ends.push(() => sink.stop());
    const { connection } = smtpRoute(sink.url.replace('127.0.0.1', 'relay.example.ca'));
    await expect(
      WireSession.open({ connection: { ...connection, host: '127.0.0.1' } }),
    ).rejects.toBeInstanceOf(NoSession);
    const relay = await RawRelay.start();
    ends.push(() => relay.stop());
    relay.answer = (said) => (said === 'STARTTLS' ? '502 5.5.1 what\r\n' : undefined);
    const plain = smtpRoute(relay.url.replace('127.0.0.1', 'relay.example.ca')).connection;
    await expect(WireSession.open({ connection: { ...plain, host: '127.0.0.1' } })).rejects.toBeInstanceOf(
      NoSession,
    );
  });

  it('SEND-9: goes through a proxy, and is secured behind it', async () => {
    const sink = await SmtpSink.start({ disabledCommands: ['AUTH'] });
    ends.push(() => sink.stop());
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      if (asked.length > 1) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const relay = createConnection(Number(new URL(sink.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(relay).pipe(socket);
      });
      return relay.on('error', () => socket.destroy());
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    ends.push(() => proxy.close());
    const way = encodeURIComponent(`http://u:p@127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const route = smtpRoute(`smtp://relay.example.ca:2525?proxy=${way}`);
    route.connection.tls = { rejectUnauthorized: false };
    const session = await WireSession.open(route);
    expect(await session.send(mailTo('a@example.org'), always)).toEqual(ACCEPTED);
    session.cut();
    expect(asked).toEqual([`relay.example.ca:2525 Basic ${Buffer.from('u:p').toString('base64')}`]);
    const refused = await WireSession.open(route).catch((error: unknown) => error);
    expect((refused as NoSession).verdict).toEqual(CONNECTION);
  });

  it('takes the socket whole: nodemailer does not listen to it any more', async () => {
    const sink = await SmtpSink.start({ disabledCommands: ['AUTH'] });
    ends.push(() => sink.stop());
    const plain = smtpRoute(sink.url);
    const tls = { ...plain.connection, ignoreTLS: false, tls: { rejectUnauthorized: false } };
    for (const route of [plain, { connection: tls }]) {
      const { connection } = await openConnection(route);
      const theirs = Object.values(connection).filter((value) => typeof value === 'function');
      const listeners = () =>
        ['data', 'end', 'close', 'error', 'timeout'].flatMap((on) => socket.listeners(on));
      const socket = connection._socket as Socket;
      expect(listeners().filter((listener) => theirs.includes(listener)).length).toBeGreaterThan(2);
      takeSocket(connection);
      expect(listeners().filter((listener) => theirs.includes(listener))).toEqual([]);
      expect([socket.listenerCount('data'), socket.listenerCount('timeout')]).toEqual([0, 0]);
      socket.destroy();
    }
  });

  it('is not had when the relay says more than it was asked for', async () => {
    const relay = await RawRelay.start();
    ends.push(() => relay.stop());
    relay.answer = (said) => (said.startsWith('EHLO') ? '250 relay\r\n250 what' : undefined);
    await expect(WireSession.open(smtpRoute(relay.url))).rejects.toBeInstanceOf(NoSession);
  });

  it('says good-bye after what was handed in, and takes nothing more', async () => {
    const { relay, session } = await withRelay();
    const sent = session.send(mailTo('a@example.org'), always);
    session.close();
    expect(session.isOpen).toBe(false);
    expect(await session.send(mailTo('b@example.org'), always)).toEqual(CONNECTION);
    expect(await sent).toEqual(ACCEPTED);
    await once(relay.sockets[0] as never, 'close');
    expect(relay.heard).toMatch(/\.\r\nQUIT\r\n$/);
  });

  it('is gone at once when it is cut: what was on the wire is uncertain', async () => {
    const { relay, session } = await withRelay();
    relay.answer = (said) => (said === '.' ? 'silence' : undefined);
    const sent = session.send(mailTo('a@example.org'), always);
    const behind = session.send(mailTo('b@example.org'), always);
    while (!relay.heard.includes('\r\n.\r\n')) await once(relay.sockets[0] as never, 'data');
    session.cut();
    expect(await sent).toEqual({ outcome: 'uncertain', reason: 'no-answer' });
    expect(await behind).toEqual(CONNECTION);
  });
});
