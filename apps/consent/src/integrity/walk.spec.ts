import { describe, expect, it } from '@jest/globals';
import { commitTo, encodeLeaf, leafHash } from '#libs/tlog';
import { naiveRoot } from '../ledger.testing.ts';
import { Walk, type WalkedEntry } from './walk.ts';

const entries = [0, 1, 2, 3, 4].map(entryAt);

function walk(given: WalkedEntry[]) {
  const way = new Walk();
  return given.map((entry) => way.take(entry)).find((finding) => finding !== undefined);
}

describe('the check of the whole ledger', () => {
  it('finds nothing in a ledger that is the one that was written', () => {
    expect(walk(entries)).toBeUndefined();
  });

  it('finds nothing amiss in what was erased', () => {
    expect(walk(entries.map((entry) => ({ ...entry, payload: null, salt: null })))).toBeUndefined();
  });

  it.each<[string, (entry: WalkedEntry) => Partial<WalkedEntry>]>([
    ['gap', () => ({ index: 3 })],
    ['hash', () => ({ entry: Buffer.from('another') })],
    ['hash', () => ({ hash: Buffer.alloc(32) })],
    ['commitment', () => ({ payload: '{"n":9}' })],
    ['commitment', () => ({ salt: Buffer.alloc(32, 9) })],
    ['root', () => ({ root: Buffer.alloc(32) })],
    ['signed', ({ root }) => ({ signed: { root: root ?? Buffer.alloc(0), note: 'origin\n3\nAAAA\n' } })],
    ['signed', () => ({ signed: { root: Buffer.alloc(32), note: '' } })],
  ])('finds a changed entry: %s', (what, change) => {
    const changed = entries.map((entry) => (entry.index === 2 ? { ...entry, ...change(entry) } : entry));
    expect(walk(changed)).toEqual({ what, index: 2 });
  });

  it('finds an entry that was replaced together with its hash and its opening, by the root', () => {
    const other = entryAt(9);
    const replaced = entries.map((entry) =>
      entry.index === 1 ? { ...other, index: 1, root: entry.root } : entry,
    );
    expect(walk(replaced)).toEqual({ what: 'root', index: 1 });
  });
});

function entryAt(index: number): WalkedEntry {
  const { payload, salt, entry } = written(index);
  const all = Array.from({ length: index + 1 }, (_, at) => written(at).entry);
  return { index, entry, hash: leafHash(entry), payload, salt, root: naiveRoot(all), signed: null };
}

function written(index: number) {
  const [payload, salt] = [`{"n":${index}}`, Buffer.alloc(32, index)];
  return {
    payload,
    salt,
    entry: encodeLeaf({ c: commitTo(payload, salt).toString('base64'), k: 'staff', v: 1 }),
  };
}
