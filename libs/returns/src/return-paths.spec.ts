import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReturnPaths } from './return-paths.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const DISPATCH = '0190f5c0-1234-4abc-8def-0123456789ab';
const RESIDENT = '7d1f5a0e-9c3b-4f6e-a1d2-c3b4a5968778';

describe('return paths', () => {
  it('MAIL-4: read back to the resident and to the only dispatch that it can be', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (dispatchId, residentId) => {
        const paths = new ReturnPaths([key(1)]);
        const path = paths.make(dispatchId, residentId);
        expect(path).toMatch(/^[a-z2-7]{59}$/);
        const read = paths.read(path);
        if (read?.of !== 'delivery') throw new Error('not a delivery');
        const [first, last] = read.dispatchBetween;
        expect(read.residentId).toBe(residentId);
        expect(first <= dispatchId && dispatchId <= last).toBe(true);
        expect(last.slice(0, 18)).toBe(dispatchId.slice(0, 18));
      }),
    );
  });

  it('MAIL-4: read back to a letter', () => {
    const paths = new ReturnPaths([key(1)]);
    expect(paths.makeForLetter(DISPATCH)).toMatch(/^[a-z2-7]{46}$/);
    expect(paths.read(paths.makeForLetter(DISPATCH))).toEqual({ of: 'letter', letterId: DISPATCH });
  });

  it('MAIL-4: are what they always were, since mails that were sent come back to them', () => {
    const path = 'dagiplqasgrfly7i7lihjyo2pn2q5fq5uuwlio6ggq23pu2h63kb3upfjoe';
    expect(new ReturnPaths([key(1)]).make(DISPATCH, RESIDENT)).toBe(path);
  });

  it('are read whatever the case that they come back in', () => {
    const paths = new ReturnPaths([key(1)]);
    expect(paths.read(paths.make(DISPATCH, RESIDENT).toUpperCase())).toMatchObject({ residentId: RESIDENT });
  });

  it('work after a rotation of keys, until their key is taken away', () => {
    const path = new ReturnPaths([key(1)]).make(DISPATCH, RESIDENT);
    expect(new ReturnPaths([key(2), key(1)]).read(path)).toBeDefined();
    expect(new ReturnPaths([key(2)]).read(path)).toBeUndefined();
  });

  it('MAIL-4: are refused with any one character changed, added or missing', () => {
    const paths = new ReturnPaths([key(1)]);
    for (const path of [paths.make(DISPATCH, RESIDENT), paths.makeForLetter(DISPATCH)]) {
      for (let at = 0; at < path.length; at += 1) {
        for (const letter of 'abcdefghijklmnopqrstuvwxyz234567') {
          if (letter === path[at]) continue;
          expect(paths.read(path.slice(0, at) + letter + path.slice(at + 1))).toBeUndefined();
        }
      }
      for (const other of ['', path.slice(1), path.slice(0, -1), `${path}a`, `${path}=`, ` ${path}`]) {
        expect(paths.read(other)).toBeUndefined();
      }
    }
  });

  it('never throw, whatever is read', () => {
    const paths = new ReturnPaths([key(1)]);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => paths.read(text) === undefined));
  });

  it('need UUIDs', () => {
    expect(() => new ReturnPaths([key(1)]).make(DISPATCH, '7')).toThrow('UUID');
  });
});
