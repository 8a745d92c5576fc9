import { describe, expect, it } from '@jest/globals';
import { messageId } from './message-id.ts';

const key = Buffer.alloc(32, 7);

describe('a Message-ID', () => {
  it('SEND-3: is the same for the same mail and another one for any other', () => {
    const id = messageId(key, ['dispatch', 'resident'], 'example.ca');
    expect(id).toBe(messageId(key, ['dispatch', 'resident'], 'example.ca'));
    expect(id).toMatch(/^<[A-Za-z0-9_-]{28}@example\.ca>$/);
    expect(id).not.toBe(messageId(key, ['dispatch', 'residenx'], 'example.ca'));
    expect(id).not.toBe(messageId(key, ['dispatchr', 'esident'], 'example.ca'));
    expect(id).not.toBe(messageId(Buffer.alloc(32, 8), ['dispatch', 'resident'], 'example.ca'));
  });

  it('SEND-3: is what it always was, since a mail may be repeated by a newer program', () => {
    const id = messageId(key, ['dispatch', 'resident'], 'example.ca');
    expect(id).toBe('<emofqTpyrSnHjEB-OFKETqu1c60m@example.ca>');
  });
});
