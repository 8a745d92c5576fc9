import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commitTo } from './commitment.ts';

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('commitments', () => {
  it('PROOF-2: anyone who has salt and payload can repeat one with HMAC-SHA256', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (salt, payload) => {
        const message = `tidings/consent-commitment/v1\n${payload}`;
        expect(commitTo(payload, salt)).toEqual(createHmac('sha256', salt).update(message).digest());
        expect(commitTo(Buffer.from(payload), salt)).toEqual(commitTo(payload, salt));
      }),
    );
  });

  it('PROOF-5: without the salt, the same payload looks like another', () => {
    expect(commitTo('{}', Buffer.alloc(32, 1))).not.toEqual(commitTo('{}', Buffer.alloc(32, 2)));
  });
});
