import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entriesOf, packageOf } from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { tell, tellJson } from './src/tell.ts';
import { check, faultsOf, testFiles } from './verify.testing.ts';

const files = testFiles();
let sound: string;
let bytes: Buffer;

beforeAll(async () => {
  sound = await packageOf(files, { entries: entriesOf([...storyOf(1), ...storyOf(2)]), earlier: [3] });
  bytes = readFileSync(sound);
});
afterAll(() => files.remove());

const outcomeOf = (change: (copy: Buffer) => Buffer) => check(files.changed(sound, change));

/** Where in the archive a file's text stands. */
function placeOf(text: string): number {
  const at = bytes.indexOf(text);
  if (at < 0) throw new Error(`the package has no ${text}`);
  return at;
}

describe('a package that is not as it was written', () => {
  it('PROOF-3: is noticed, whichever bit of it was flipped', () => {
    const step = 37;
    for (let at = 0; at < bytes.length; at += step) {
      const bit = 1 << ((at / step) % 8);
      const outcome = outcomeOf((copy) => {
        copy[at] = (copy[at] ?? 0) ^ bit;
        return copy;
      });
      expect([at, outcome.exit]).toEqual([at, 1]);
      expect(faultsOf(outcome)).not.toEqual([]);
    }
  });

  it('PROOF-3: is noticed at every octet of its last kilobytes, where the directory is', () => {
    for (let at = bytes.length - 700; at < bytes.length; at += 1) {
      const outcome = outcomeOf((copy) => {
        copy[at] = (copy[at] ?? 0) ^ 1;
        return copy;
      });
      expect([at, outcome.exit]).toEqual([at, 1]);
    }
  });

  it.each([
    ['the payload of a record', '\\"action\\":\\"confirmed\\"', 'records: commitment-differs 3'],
    ['the user agent of a record', 'Mozilla/5.0', 'records: detail-differs 2 user_agent'],
    ['the words that were shown', 'We ask for your address', 'notices: notice-differs 1'],
    ['a row of the table', '"withdrew","2026', 'csv: csv-differs 4'],
  ])('PROOF-3: names the record when %s was changed', (_, text, fault) => {
    const outcome = outcomeOf((copy) => {
      copy.write('X', placeOf(text) + 4);
      return copy;
    });
    expect(faultsOf(outcome)).toContain(fault);
    expect(faultsOf(outcome)).toContain('manifest: archive-checksum');
  });

  it('is refused when cut short, turned around, repeated, or something else altogether', () => {
    for (const part of [0, 1, 97, 98, bytes.length >> 1, bytes.length - 1]) {
      expect(outcomeOf((copy) => copy.subarray(0, part)).exit).toBe(1);
      expect(outcomeOf((copy) => copy.subarray(part + 1)).exit).toBe(1);
    }
    expect(outcomeOf((copy) => copy.reverse()).exit).toBe(1);
    expect(outcomeOf((copy) => Buffer.concat([copy, copy])).exit).toBe(1);
    expect(outcomeOf((copy) => Buffer.concat([copy, Buffer.from('x')])).exit).toBe(1);
    expect(outcomeOf((copy) => Buffer.alloc(copy.length)).exit).toBe(1);
    expect(outcomeOf(() => Buffer.from('%PDF-1.7 a foreign file'.repeat(50))).exit).toBe(1);
  });

  it('is never accepted and never crashes the verifier, whatever was written into it', () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(bytes.length - 1), put: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(edits, (changes) => {
        let isSame = true;
        const outcome = outcomeOf((copy) => {
          for (const { at, put } of changes) copy.set(put.subarray(0, copy.length - at), at);
          isSame = copy.equals(bytes);
          return copy;
        });
        expect(outcome.exit).toBe(isSame ? 0 : 1);
        expect(tell(outcome, { language: 'fr', isAlone: true })).toContain(isSame ? 'VÉRIFIÉ' : 'ÉCHEC');
        expect(JSON.parse(tellJson(outcome))).toMatchObject({ exit: outcome.exit });
      }),
      { numRuns: 200 },
    );
  });
});
