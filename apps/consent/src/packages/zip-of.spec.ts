import { describe, expect, it } from '@jest/globals';
import { unzipped } from './unzipped.testing.ts';
import { zipOf } from './zip-of.ts';

describe('zipOf', () => {
  it('makes an archive that other software reads, with every file', () => {
    const files = { 'a.txt': 'é — one', 'receipts/b.txt': '', 'c.json': '{"c":1}'.repeat(10_000) };
    const archive = zipOf(Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) })));
    expect(unzipped(archive)).toEqual(files);
  });
});
