import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Relays } from '#libs/lanes';
import { composeMail } from '#libs/mail';
import { eventually } from '../../../test/support/index.ts';
import { probeRelays, smtpRelays } from './smtp-relay.ts';
import { smtpRoute } from './smtp-route.ts';
import { SmtpSession } from './smtp-session.ts';
import { type SessionLimits, SmtpSessions } from './smtp-sessions.ts';
import { SmtpSink } from './smtp-sink.testing.ts';
import { NoSession } from './wire-opening.ts';

let sink: SmtpSink;
beforeEach(async () => {
  sink = await SmtpSink.start();
});
afterEach(() => sink.stop());

const mailTo = (to: string) =>
  composeMail({
    from: { name: 'City', address: 'updates@example.ca' },
    to,
    subject: 'Hello',
    messageId: '<one@example.ca>',
    sentAt: new Date(0),
    language: 'en',
    text: '.\n..\n.hidden\n',
    html: '<p>.</p>',
  });

const send = async (to: string, mayBegin?: () => boolean) => {
  const session = await SmtpSession.open(smtpRoute(sink.url));
  const verdict = await session.send(await mailTo(to), mayBegin);
  return { session, verdict };
};

describe('a session with the relay', () => {
  it('MAIL-1: hands over one mail to one recipient, octet for octet, dots too', async () => {
    const { session, verdict } = await send("o'neil+news@example.org");
    expect(verdict).toEqual({ outcome: 'accepted' });
    const { content } = await mailTo("o'neil+news@example.org");
    const withoutBoundary = (octets: Buffer) => octets.toString().replaceAll(/--_NmP-\w+/g, '');
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]?.to).toEqual(["o'neil+news@example.org"]);
    expect(sink.mails[0]?.from).toBe('updates@example.ca');
    expect(withoutBoundary(sink.mails[0]?.content ?? Buffer.alloc(0))).toBe(withoutBoundary(content));
    session.close();
  });

  it('SEND-5: is uncertain when the connection is cut after the final dot', async () => {
    sink.answerContent = () => 'drop';
    const { session, verdict } = await send('anne@example.org');
    expect(verdict).toEqual({ outcome: 'uncertain', reason: 'no-answer' });
    expect(session.isOpen).toBe(false);
  });

  it('SEND-5: is gone at once when we cut it, though the relay says nothing', async () => {
    const silence = () => new Promise<undefined>(() => undefined);
    const cut = (opened: SmtpSession) => () => {
      opened.cut();
      return silence();
    };
    const session = await SmtpSession.open(smtpRoute(sink.url));
    sink.answerContent = cut(session);
    const verdict = await session.send(await mailTo('anne@example.org'));
    expect(verdict).toEqual({ outcome: 'uncertain', reason: 'no-answer' });
    const other = await SmtpSession.open(smtpRoute(sink.url));
    sink.answerRecipient = cut(other);
    expect(await other.send(await mailTo('anne@example.org'))).toMatchObject({ reason: 'connection' });
  });

  it('SEND-5: is not uncertain when it is cut before the content', async () => {
    sink.answerRecipient = () => 'drop';
    const { session, verdict } = await send('anne@example.org');
    expect(verdict).toEqual({ outcome: 'later', of: 'connection', reason: 'connection' });
    expect(sink.mails).toEqual([]);
    expect(session.isOpen).toBe(false);
  });

  it('goes on after a refusal with the same connection, many times', async () => {
    sink.answerRecipient = (to) => (to.startsWith('gone') ? '550 5.1.1 unknown' : undefined);
    sink.answerContent = ({ to }) => (to[0]?.startsWith('full') ? '452 4.2.2 full' : undefined);
    const { session, verdict } = await send('gone@example.org');
    expect(verdict).toEqual({ outcome: 'failed', isHard: true, reason: '5.1.1' });
    for (let time = 0; time < 15; time += 1) {
      expect(await session.send(await mailTo('gone@example.org'))).toMatchObject({ outcome: 'failed' });
      expect(await session.send(await mailTo('full@example.org'))).toMatchObject({ outcome: 'later' });
    }
    expect(await session.send(await mailTo('anne@example.org'))).toEqual({ outcome: 'accepted' });
    expect(new Set(sink.mails.map((mail) => mail.session)).size).toBe(1);
    session.close();
  });

  it('SEND-1: holds the content back at the last moment, and not an octet of it leaves', async () => {
    const { session, verdict } = await send('anne@example.org', () => false);
    expect(verdict).toEqual({ outcome: 'later', of: 'connection', reason: 'too-late' });
    expect(session.isOpen).toBe(false);
    expect(sink.mails).toEqual([]);
  });

  it('SEND-1: asks only after the recipient was accepted', async () => {
    const order: string[] = [];
    sink.answerRecipient = () => {
      order.push('recipient');
      return undefined;
    };
    const { session } = await send('anne@example.org', () => {
      order.push('asked');
      return true;
    });
    expect(order).toEqual(['recipient', 'asked']);
    session.close();
  });

  it('MAIL-6: sends a non-ASCII local part only where the relay offers SMTPUTF8', async () => {
    const { session, verdict } = await send('élodie@example.org');
    expect(verdict).toEqual({ outcome: 'accepted' });
    session.close();
    const old = await SmtpSink.start({ hideSMTPUTF8: true });
    const oldSession = await SmtpSession.open(smtpRoute(old.url));
    expect(await oldSession.send(await mailTo('élodie@example.org'))).toMatchObject({ outcome: 'failed' });
    expect(old.mails).toEqual([]);
    oldSession.close();
    await old.stop();
  });

  it('SEND-4: a mail that is too large for the relay is our matter', async () => {
    const small = await SmtpSink.start({ size: 200 });
    const session = await SmtpSession.open(smtpRoute(small.url));
    expect(await session.send(await mailTo('anne@example.org'))).toEqual({
      outcome: 'stop-sender',
      reason: '5.3.4',
    });
    session.close();
    await small.stop();
  });

  it.each([
    ['421 4.3.2 busy', { outcome: 'later', of: 'connection', reason: '4.3.2', slows: true }],
    ['554 5.7.1 not you', { outcome: 'stop-sender', reason: '5.7.1' }],
    ['drop', { outcome: 'later', of: 'connection', reason: 'connection' }],
  ])('cannot be had when the relay greets with %s', async (answer, verdict) => {
    sink.answerConnection = () => answer;
    const failure = await SmtpSession.open(smtpRoute(sink.url)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NoSession);
    expect((failure as NoSession).verdict).toEqual(verdict);
  });

  it('SEND-9: is not had in plain text with a relay elsewhere', async () => {
    const { connection } = smtpRoute(sink.url.replace('smtp://127.0.0.1', 'smtp://relay.example.ca'));
    const failure = await SmtpSession.open({ connection: { ...connection, host: '127.0.0.1' } }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(NoSession);
    expect((failure as NoSession).verdict.outcome).toBe('stop-sender');
  });

  it('SEND-4: a refused password is our matter', async () => {
    const guarded = await SmtpSink.start({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ password }, _session, callback) =>
        password === 'right' ? callback(null, { user: 'city' }) : callback(new Error('no')),
    });
    const withLogin = (pass: string) => smtpRoute(guarded.url.replace('//', `//city:${pass}@`));
    const failure = await SmtpSession.open(withLogin('wrong')).catch((error: unknown) => error);
    expect((failure as NoSession).verdict.outcome).toBe('stop-sender');
    const session = await SmtpSession.open(withLogin('right'));
    expect(await session.send(await mailTo('anne@example.org'))).toEqual({ outcome: 'accepted' });
    session.close();
    await guarded.stop();
  });
});

/** Moments as a test wants them. */
let now = 0;

function sessionsTo(addresses: string, limits: SessionLimits) {
  const relays = new Relays(smtpRelays(addresses), () => 0);
  return new SmtpSessions(relays, limits, () => now);
}

describe('a few sessions', () => {
  it('are never more than allowed, and each has one mail at a time', async () => {
    let atOnce = 0;
    let most = 0;
    sink.answerContent = async () => {
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return undefined;
    };
    const sessions = sessionsTo(sink.url, { connections: 3, mailsEach: 4 });
    const mail = await mailTo('anne@example.org');
    await Promise.all(Array.from({ length: 20 }, () => sessions.use((session) => session.send(mail))));
    expect(sink.mails).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(3);
    const perSession = Map.groupBy(sink.mails, ({ session }) => session);
    expect(Math.max(...[...perSession.values()].map((mails) => mails.length))).toBeLessThanOrEqual(4);
    sessions.close();
    await eventually(
      async () => sink.server.connections.size,
      (size) => size === 0,
    );
  });

  it('are opened anew when the relay closed them meanwhile', async () => {
    const sessions = sessionsTo(sink.url, { connections: 1 });
    const mail = await mailTo('anne@example.org');
    await sessions.use((session) => session.send(mail));
    await sessions.use(async (session) => {
      sink.cutAll();
      await eventually(
        async () => session.isOpen,
        (isOpen) => !isOpen,
      );
    });
    expect(await sessions.use((session) => session.send(mail))).toEqual({ outcome: 'accepted' });
    sessions.close();
  });

  it('free their place when one cannot be opened', async () => {
    sink.answerConnection = () => '421 busy';
    const sessions = sessionsTo(sink.url, { connections: 1 });
    await expect(sessions.use(async () => 'never')).rejects.toBeInstanceOf(NoSession);
    sink.answerConnection = () => undefined;
    await expect(sessions.use(async () => 'too soon')).rejects.toMatchObject({
      verdict: { outcome: 'later', of: 'connection' },
    });
    now += 1000;
    expect(await sessions.use(async () => 'now')).toBe('now');
    sessions.close();
  });
});

describe('sessions with several relays', () => {
  let spare: SmtpSink;
  beforeEach(async () => {
    spare = await SmtpSink.start();
  });
  afterEach(() => spare.stop());

  /** The first is chosen while it is up: chance is always 0 here. */
  const open = (limits: SessionLimits = { connections: 2 }) => {
    const relays = new Relays(smtpRelays(`${sink.url}, ${spare.url}`), () => 0);
    return { relays, sessions: new SmtpSessions(relays, limits, () => now) };
  };

  it('SEND-3: one relay dies: its mails go by the other at once, and by the first again once a probe found it', async () => {
    const { relays, sessions } = open();
    const mail = await mailTo('anne@example.org');
    const sendOne = () => sessions.use((session) => session.send(mail));
    await sendOne();
    const { port } = sink.server.server.address() as AddressInfo;
    await sink.stop();
    // The session that died with the relay may be found dead only by its next mail, which is then tried again.
    const last = [await sendOne(), await sendOne(), await sendOne()].slice(1);
    expect(last).toEqual([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect(sink.mails).toHaveLength(1);
    expect(spare.mails.length).toBeGreaterThanOrEqual(2);
    expect(relays.states().map(({ isUp }) => isUp)).toEqual([false, true]);
    sink = await SmtpSink.start({}, port);
    now += 1000;
    await sendOne();
    expect(sink.mails).toHaveLength(0);
    await probeRelays(relays, () => now);
    expect(relays.states().map(({ isUp }) => isUp)).toEqual([true, true]);
    await sendOne();
    expect(sink.mails).toHaveLength(1);
    sessions.close();
  });

  it.each([
    ['greets with 421', () => '421 4.3.2 busy'],
    ['greets with a refusal', () => '554 5.7.1 not you'],
  ])('SEND-4: one that %s stops nothing while another is there', async (_case, answer) => {
    sink.answerConnection = answer;
    const { sessions } = open();
    const mail = await mailTo('anne@example.org');
    expect(await sessions.use((session) => session.send(mail))).toEqual({ outcome: 'accepted' });
    expect(spare.mails).toHaveLength(1);
    sessions.close();
  });

  it('one that answers 421 before it took a mail is left out; after it took one it is not', async () => {
    const { relays, sessions } = open({ connections: 1 });
    const mail = await mailTo('anne@example.org');
    const sendOne = () => sessions.use((session) => session.send(mail));
    expect(await sendOne()).toEqual({ outcome: 'accepted' });
    sink.answerRecipient = () => '421 4.7.0 enough for one connection';
    expect(await sendOne()).toMatchObject({ outcome: 'later', of: 'connection' });
    expect(relays.states()[0]).toMatchObject({ isUp: true });
    expect(await sendOne()).toMatchObject({ outcome: 'later', of: 'connection' });
    expect(relays.states()[0]).toMatchObject({ isUp: false, reason: '4.7.0' });
    expect(await sendOne()).toEqual({ outcome: 'accepted' });
    expect(spare.mails).toHaveLength(1);
    sessions.close();
  });

  it('all down: a mail waits, unless all of them object to us; and nobody who waits for a place is left waiting', async () => {
    sink.answerConnection = () => '554 5.7.1 not you';
    spare.answerConnection = () => '554 5.7.1 nor here';
    const { sessions } = open({ connections: 1 });
    const all = await Promise.allSettled([1, 2, 3].map(() => sessions.use(async () => 'never')));
    for (const one of all) expect(one).toMatchObject({ reason: { verdict: { outcome: 'stop-sender' } } });
    await spare.stop();
    now += 1000;
    await expect(sessions.use(async () => 'never')).rejects.toMatchObject({
      verdict: { outcome: 'later', of: 'connection', reason: 'connection' },
    });
    spare = await SmtpSink.start();
  });

  it('keep to the places of each, and wait for one when all are taken', async () => {
    const { sessions } = open({ connections: 5, placesAt: () => 1 });
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let inUse = 0;
    const hold = (until: Promise<void>) =>
      sessions.use(async () => {
        inUse += 1;
        await until;
        inUse -= 1;
      });
    const held = [hold(first.promise), hold(second.promise)];
    await eventually(
      async () => inUse,
      (count) => count === 2,
    );
    const third = sessions.use(async () => inUse);
    second.resolve();
    expect(await third).toBeLessThan(2);
    first.resolve();
    await Promise.all(held);
    sessions.close();
  });
});
