import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mail } from '../../../test/support/returned-mail.ts';
import { envelopeInHeaders } from './envelope-in-headers.ts';

describe('the envelope of a mail that lies in a mailbox', () => {
  it('is read from what those wrote who delivered it, what anybody can write last', () => {
    const headers = {
      'Return-Path': '<>',
      'Delivered-To': 'returns@example.ca',
      'X-Original-To': 'dabc@returns.example.ca',
      To: '"Anne, or not" <other@example.org>, second@example.org',
    };
    expect(envelopeInHeaders(mail(headers, 'To: not-a-header@example.org'))).toEqual({
      sender: '',
      recipients: [
        'returns@example.ca',
        'dabc@returns.example.ca',
        'other@example.org',
        'second@example.org',
      ],
    });
  });

  it('does not take a sender that nobody noted for the empty one', () => {
    expect(envelopeInHeaders(mail({ From: 'a@example.org' }, '')).sender).toBe('unknown');
    expect(envelopeInHeaders(mail({ 'Return-Path': '<a@example.org>' }, '')).sender).toBe('a@example.org');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (octets) =>
        Array.isArray(envelopeInHeaders(Buffer.from(octets)).recipients),
      ),
    );
  });
});
