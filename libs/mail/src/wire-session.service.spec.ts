import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { smtpRoute } from './smtp-route.ts';
import { SmtpSink } from './smtp-sink.testing.ts';
import type { WireMail } from './wire-mail.ts';
import { WireSession } from './wire-session.ts';

let sink: SmtpSink;
beforeEach(async () => {
  sink = await SmtpSink.start();
});
afterEach(() => sink.stop());

const CONTENT = 'Subject: Hello\r\n\r\nFirst line\r\nlast line\r\n';
const mailTo = (to: string): WireMail => ({
  envelope: { from: 'updates@example.ca', to },
  octets: () => Buffer.from(CONTENT),
});
const always = () => true;

describe('a fast session with the relay', () => {
  it('MAIL-1: hands over many mails in their order, one recipient each, octet for octet', async () => {
    const session = await WireSession.open(smtpRoute(sink.url));
    const residents = Array.from({ length: 20 }, (_, n) => `o'neil+${n}@example.org`);
    const verdicts = await Promise.all(residents.map((to) => session.send(mailTo(to), always)));
    expect(verdicts).toEqual(residents.map(() => ({ outcome: 'accepted' })));
    expect(sink.mails.map(({ to }) => to)).toEqual(residents.map((to) => [to]));
    expect(new Set(sink.mails.map(({ content }) => content.toString()))).toEqual(new Set([CONTENT]));
    session.close();
  });

  it('goes on after a refused recipient, with the same connection', async () => {
    sink.answerRecipient = (to) => (to.startsWith('gone') ? '550 5.1.1 unknown' : undefined);
    const session = await WireSession.open(smtpRoute(sink.url));
    const verdicts = await Promise.all(
      [
        'gone1@example.org',
        'anne@example.org',
        'gone2@example.org',
        'gone3@example.org',
        'ben@example.org',
      ].map((to) => session.send(mailTo(to), always)),
    );
    const gone = { outcome: 'failed', isHard: true, reason: '5.1.1' };
    expect(verdicts).toEqual([gone, { outcome: 'accepted' }, gone, gone, { outcome: 'accepted' }]);
    expect(sink.mails).toHaveLength(2);
    expect(new Set(sink.mails.map((mail) => mail.session)).size).toBe(1);
    session.close();
  });
});
