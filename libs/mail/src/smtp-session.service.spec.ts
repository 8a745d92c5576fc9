import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { composeMail } from './mail.ts';
import { smtpRoute } from './smtp-route.ts';
import { SmtpSession } from './smtp-session.ts';
import { SmtpSessions } from './smtp-sessions.ts';
import { SmtpSink, until } from './smtp-sink.testing.ts';
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
    const sessions = new SmtpSessions(smtpRoute(sink.url), { connections: 3, mailsEach: 4 });
    const mail = await mailTo('anne@example.org');
    await Promise.all(Array.from({ length: 20 }, () => sessions.use((session) => session.send(mail))));
    expect(sink.mails).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(3);
    const perSession = Map.groupBy(sink.mails, ({ session }) => session);
    expect(Math.max(...[...perSession.values()].map((mails) => mails.length))).toBeLessThanOrEqual(4);
    sessions.close();
    await until(() => sink.server.connections.size === 0);
  });

  it('are opened anew when the relay closed them meanwhile', async () => {
    const sessions = new SmtpSessions(smtpRoute(sink.url), { connections: 1 });
    const mail = await mailTo('anne@example.org');
    await sessions.use((session) => session.send(mail));
    await sessions.use(async (session) => {
      sink.cutAll();
      await until(() => !session.isOpen);
    });
    expect(await sessions.use((session) => session.send(mail))).toEqual({ outcome: 'accepted' });
    sessions.close();
  });

  it('free their place when one cannot be opened', async () => {
    sink.answerConnection = () => '421 busy';
    const sessions = new SmtpSessions(smtpRoute(sink.url), { connections: 1 });
    await expect(sessions.use(async () => 'never')).rejects.toBeInstanceOf(NoSession);
    sink.answerConnection = () => undefined;
    expect(await sessions.use(async () => 'now')).toBe('now');
    sessions.close();
  });
});
