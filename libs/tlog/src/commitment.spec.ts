import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commitTo, commitToDetail } from './commitment.ts';

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

describe('commitments to a detail', () => {
  const salt = Buffer.from(Array.from({ length: 32 }, (_, octet) => octet));

  it('PROOF-5: anyone who has salt and value can repeat one with HMAC-SHA256', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (salt, value) => {
        const message = `tidings/detail-commitment/v1\nuser_agent\n${value}`;
        const repeated = createHmac('sha256', salt).update(message).digest();
        expect(commitToDetail({ kind: 'user_agent', value }, salt)).toEqual(repeated);
      }),
    );
  });

  it('PROOF-5: is the same for ever', () => {
    const commitment = commitToDetail({ kind: 'client_address', value: '192.0.2.7' }, salt);
    expect(commitment.toString('base64')).toBe('GI1rsBQNJ+dRP7EmA0SoJhXdw9m+nAYjEd8UJ1eD8ks=');
  });

  it('looks like another with another salt, or of another kind, and refuses a salt of another length', () => {
    const same = { kind: 'address', value: 'x' };
    expect(commitToDetail(same, salt)).not.toEqual(commitToDetail(same, Buffer.alloc(32, 2)));
    expect(commitToDetail(same, salt)).not.toEqual(commitToDetail({ ...same, kind: 'user_agent' }, salt));
    expect(() => commitToDetail(same, salt.subarray(1))).toThrow('32 bytes');
  });
});
