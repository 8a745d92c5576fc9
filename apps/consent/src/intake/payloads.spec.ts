import { describe, expect, it } from '@jest/globals';
import { readPayload, writePayload } from '../ledger/consent-payload.ts';
import { asked, confirmation, confirmed, manner, withdrew } from '../messages.testing.ts';
import { askedPayload, confirmedPayload, withdrewPayload } from './payloads.ts';

const none = new Map();

describe('what the ledger keeps of an event', () => {
  it('CONF-2: how it was confirmed, how long after the mail, and how many visits did not', () => {
    const payload = confirmedPayload(confirmed({ secondsSinceAsked: 77, touches: 3 }), none);
    expect(payload).toMatchObject({
      seconds_since_asked: 77,
      touches: 3,
      manner: { control: 'confirm-button', page: '/confirm' },
    });
  });

  it('CONF-3: never the token', () => {
    const written = writePayload(askedPayload(asked({ confirmation: confirmation() }), none));
    expect(written).not.toContain(confirmation().token);
  });

  it('has one spelling of a time, whatever offset it came with', () => {
    const payload = askedPayload(asked({ occurredAt: '2026-03-02T09:59:00-05:00' }), none);
    expect(payload.occurred_at).toBe('2026-03-02T14:59:00.000Z');
  });

  it('takes what strange programs send: no user agent, and half of a surrogate pair, a zero octet', () => {
    const strange = { control: 'api', page: '/api', userAgent: 'odd \ud800 agent\0' };
    const payload = askedPayload(asked({ manner: strange }), none);
    expect(readPayload(writePayload(payload)).manner).toEqual({
      control: 'api',
      page: '/api',
      user_agent: 'odd \ufffd agent\ufffd',
    });
  });

  it('LEAVE-4: the deadline with the withdrawal', () => {
    const payload = withdrewPayload(withdrew({ manner: manner() }), none, '2026-03-16');
    expect(payload).toMatchObject({ action: 'withdrew', deadline: '2026-03-16' });
  });

  it('is the same text when it is read and written again', () => {
    const written = writePayload(askedPayload(asked({ address: 'rené@example.ca' }), none));
    expect(writePayload(readPayload(written))).toBe(written);
    expect(written).toMatch(/^[ -~]+$/);
  });
});
