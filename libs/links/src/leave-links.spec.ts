import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LeaveLinks } from './leave-links.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const ID = '0190f5c0-1234-4abc-8def-0123456789ab';

describe('leave links', () => {
  it('LEAVE-3: a token reads back to its subscription', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const links = new LeaveLinks([key(1)]);
        const token = links.token(id);
        expect(token).toMatch(/^[A-Za-z0-9_-]{54}$/);
        expect(links.read(token)).toBe(id);
      }),
    );
  });

  it('LEAVE-3: old links work after a rotation, until their key is taken away', () => {
    const token = new LeaveLinks([key(1)]).token(ID);
    expect(new LeaveLinks([key(2), key(1)]).read(token)).toBe(ID);
    expect(new LeaveLinks([key(2)]).read(token)).toBeUndefined();
  });

  it('refuses every change of one character, and other spellings of the same octets', () => {
    const links = new LeaveLinks([key(1)]);
    const token = links.token(ID);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let at = 0; at < token.length; at += 1) {
      for (const letter of alphabet) {
        if (letter === token[at]) continue;
        expect(links.read(token.slice(0, at) + letter + token.slice(at + 1))).toBeUndefined();
      }
    }
    for (const other of ['', token.slice(1), `${token}A`, `${token}=`, `${token.slice(0, -1)}+`]) {
      expect(links.read(other)).toBeUndefined();
    }
  });

  it('LEAVE-3: are what they always were, since they stand in mails that were sent', () => {
    expect(new LeaveLinks([key(1)]).token(ID)).toBe('AZD1wBI0SryN7wEjRWeJqzF7htfijRdB9xgC4j1rqyVbHmTDsIHtYg');
  });

  it('needs a UUID', () => {
    expect(() => new LeaveLinks([key(1)]).token('7')).toThrow('UUID');
  });
});
