import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readReply, type Step, verdictOf } from './verdict.ts';
import { verdictRules } from './verdict-rules.ts';

const verdict = (step: Step, response: string) => verdictOf({ step, reply: readReply(response) });

describe('what becomes of a mail', () => {
  it.each<[Step, string, string]>([
    ['content', '250 2.0.0 queued', 'accepted'],
    ['content', '250 OK', 'accepted'],
    ['recipient', '550 5.1.1 no such user', 'failed hard 5.1.1'],
    ['content', '550 5.1.1 no such user', 'failed hard 5.1.1'],
    ['recipient', '550 5.1.2 no such domain', 'failed hard 5.1.2'],
    ['recipient', '556 5.1.10 null MX', 'failed hard 5.1.10'],
    ['recipient', '550 5.2.1 disabled', 'failed hard 5.2.1'],
    ['recipient', '552 5.2.2 full', 'failed soft 5.2.2'],
    ['recipient', '550 User unknown in virtual mailbox table', 'failed hard 550'],
    ['recipient', '550 mailbox unavailable', 'failed soft 550'],
    ['content', '552 storage exceeded', 'failed soft 552'],
    ['recipient', '550 5.4.1 access denied', 'failed soft 5.4.1'],
  ])('SEND-4: at %s, “%s” is about the recipient: %s', (step, response, expected) => {
    const given = verdict(step, response);
    const words =
      given.outcome === 'failed' ? `failed ${given.isHard ? 'hard' : 'soft'} ${given.reason}` : given.outcome;
    expect(words).toBe(expected);
  });

  it.each<[Step, string]>([
    ['recipient', '550 5.7.1 rejected by policy'],
    [
      'content',
      '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n550 5.7.26 See',
    ],
    ['content', '550 5.7.515 Access denied, sending domain does not meet the level'],
    ['login', '535 5.7.8 authentication failed'],
    ['sender', '553 5.1.8 no such sender domain'],
    ['sender', '550 go away'],
    ['sender', '552 5.3.4 too big'],
    ['connect', '554 no service for you'],
    ['recipient', '554 relay access denied'],
    ['recipient', '554 blocked using zen.example.org'],
    ['content', '554 5.6.0 message content rejected'],
    ['content', '554 transaction failed'],
    ['data', '554 no valid recipients'],
  ])('SEND-4: at %s, “%s” is about us and blames nobody', (step, response) => {
    expect(verdict(step, response).outcome).toBe('stop-sender');
  });

  it.each<[Step, string, string]>([
    ['recipient', '450 4.2.0 greylisted', 'mail'],
    ['content', '452 4.2.2 full', 'mail'],
    ['content', '451 4.7.1 try later', 'mail'],
    ['content', '421 4.3.2 shutting down', 'connection'],
    ['connect', '421 too many connections', 'connection'],
    ['login', '454 4.7.0 temporary', 'connection'],
    ['sender', '503 5.5.1 bad sequence', 'connection'],
    ['recipient', '250 ok', 'connection'],
  ])('SEND-4: at %s, “%s” is tried again, for the sake of the %s', (step, response, of) => {
    expect(verdict(step, response)).toMatchObject({ outcome: 'later', of });
  });

  it('SEND-5: no answer after the final dot is uncertain, before it is not', () => {
    expect(verdictOf({ step: 'content' }).outcome).toBe('uncertain');
    expect(verdict('content', '354 go ahead').outcome).toBe('uncertain');
    for (const step of ['connect', 'login', 'sender', 'recipient', 'data'] as const) {
      expect(verdictOf({ step })).toEqual({ outcome: 'later', of: 'connection', reason: 'connection' });
    }
  });

  it('ABUSE-5: a reason never holds the words of the server', () => {
    expect(JSON.stringify(verdict('recipient', '550 5.1.1 <anne@example.ca> unknown'))).not.toContain('anne');
  });

  it.each<[Step, string]>([
    ['recipient', '450 4.2.0 greylisted, try again in 300 seconds'],
    ['recipient', '451 Greylisting in action'],
    ['recipient', '451 4.7.1 try later'],
    ['content', '421 4.7.28 unusual rate of mail'],
    ['content', '451 4.7.500 Server busy'],
    ['connect', '421 4.7.0 [TSS04] Messages temporarily deferred due to unexpected volume'],
    ['sender', '421 RP-001 The mail server IP has exceeded the rate limit'],
    ['content', '454 Throttling failure: Maximum sending rate exceeded.'],
    ['recipient', '452 4.3.1 insufficient system storage'],
  ])('SEND-9: at %s, “%s” slows the lane', (step, response) => {
    expect(verdict(step, response)).toMatchObject({ outcome: 'later', slows: true });
  });

  it.each<[Step, string]>([
    ['recipient', '452 4.2.2 The email account that you tried to reach is over quota'],
    ['recipient', '450 4.2.1 The user is receiving mail at a rate that prevents additional messages'],
    ['recipient', '451 4.4.1 no answer from host'],
  ])('at %s, “%s” slows nobody else', (step, response) => {
    expect(verdict(step, response)).toEqual({ outcome: 'later', of: 'mail', reason: response.slice(4, 9) });
  });

  it.each<[string, Step, string, string]>([
    [
      'Outlook.com',
      'recipient',
      '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).',
      'failed',
    ],
    [
      'Yahoo',
      'content',
      "554 delivery error: dd This user doesn't have a yahoo.com account (a@example.org)",
      'failed',
    ],
    ['Outlook.com', 'sender', "550 SC-001 messages from [192.0.2.1] weren't sent", 'stop-sender'],
    ['Outlook.com', 'recipient', "550 5.7.1 Unfortunately, messages weren't sent (S3140)", 'stop-sender'],
    ['Yahoo', 'recipient', '553 [BL21] Connections will not be accepted', 'stop-sender'],
    ['Apple', 'recipient', '550 5.7.1 [CS01] Message rejected due to local policy', 'stop-sender'],
    ['Gmail', 'content', '550-5.7.32 From: header is not aligned\n550 5.7.32 See', 'stop-sender'],
    ['Google', 'content', '550 5.4.5 Daily SMTP relay limit exceeded for user.', 'stop-sender'],
    ['Microsoft', 'recipient', "550 5.1.90 You've reached your daily limit", 'stop-sender'],
    ['Microsoft', 'recipient', '550 5.5.4 parameters', 'stop-sender'],
  ])('what %s means at %s with “%s”', (_provider, step, response, outcome) => {
    expect(verdict(step, response).outcome).toBe(outcome);
  });

  it('SEND-5: nothing but a 2xx to the final dot is accepted, and nobody is blamed for 5.7.x', () => {
    const steps = ['connect', 'login', 'sender', 'recipient', 'data', 'content'] as const;
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom('user unknown', 'mailbox full', 'blocked', 'greylisted'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...steps),
        fc.integer({ min: 200, max: 599 }),
        words,
        (step, code, said) => {
          const reply = readReply(`${code} ${said.replaceAll(/[\r\n]/g, ' ')}`);
          const { outcome } = verdictOf({ step, reply });
          expect(outcome === 'accepted').toBe(step === 'content' && code < 300);
          if (code >= 500 && code !== 503)
            expect(verdict(step, `${code} 5.7.1 ${said}`).outcome).toBe('stop-sender');
          if (code < 500) expect(outcome).not.toBe('failed');
        },
      ),
      { numRuns: 2000 },
    );
    expect(verdict('recipient', '550 5.7.1 user unknown').outcome).toBe('stop-sender');
  });

  it('an operator can put a rule before ours', () => {
    const rules = verdictRules([{ text: /marble/, verdict: 'later', why: 'seen at example.org' }]);
    const exchange = { step: 'recipient', reply: readReply('550 5.1.1 marble') } as const;
    expect(verdictOf(exchange, rules).outcome).toBe('later');
  });

  it('SEND-5: no rule of an operator can undo what was accepted', () => {
    const rules = verdictRules([{ text: /./, verdict: 'failed-hard', why: 'a slip of the hand' }]);
    expect(verdictOf({ step: 'content', reply: readReply('250 ok') }, rules).outcome).toBe('accepted');
    expect(verdictOf({ step: 'content' }, rules).outcome).toBe('uncertain');
  });
});

describe('readReply', () => {
  it('reads the enhanced code only where it agrees with the reply', () => {
    expect(readReply('550-5.1.1 first\n550 5.1.1 second')).toEqual({
      code: '550',
      enhanced: '5.1.1',
      text: '5.1.1 first\n5.1.1 second',
    });
    expect(readReply('450 5.1.1 odd')).toEqual({ code: '450', text: '5.1.1 odd' });
    expect(readReply('250')).toEqual({ code: '250', text: '' });
  });

  it.each(['', 'hello', '25', '2500 x', '999 x', '55'])('“%s” is no reply', (text) => {
    expect(readReply(text)).toBeUndefined();
  });
});
