import { describe, expect, it } from '@jest/globals';
import { commitTo, commitToDetail, encodeLeaf, leafHash } from '#libs/tlog';
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

  it('finds nothing amiss in what was erased, and in details that were deleted', () => {
    const erased = { payload: null, salt: null, details: [] };
    expect(walk(entries.map((entry) => ({ ...entry, ...erased })))).toBeUndefined();
    expect(walk(entries.map((entry) => ({ ...entry, details: [] })))).toBeUndefined();
  });

  it.each<[string, (entry: WalkedEntry) => Partial<WalkedEntry>]>([
    ['gap', () => ({ index: 3 })],
    ['hash', () => ({ entry: Buffer.from('another') })],
    ['hash', () => ({ hash: Buffer.alloc(32) })],
    ['commitment', () => ({ payload: '{"n":9}' })],
    ['commitment', () => ({ salt: Buffer.alloc(32, 9) })],
    ['detail', ({ details }) => ({ details: details.map((each) => ({ ...each, value: '192.0.2.8' })) })],
    ['detail', ({ details }) => ({ details: details.map((each) => ({ ...each, salt: Buffer.alloc(32) })) })],
    ['detail', ({ details }) => ({ details: details.map((each) => ({ ...each, kind: 'user_agent' })) })],
    ['detail', () => ({ payload: null, salt: null })],
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
  const { payload, salt, entry, details } = written(index);
  const all = Array.from({ length: index + 1 }, (_, at) => written(at).entry);
  return { index, entry, hash: leafHash(entry), payload, salt, details, root: naiveRoot(all), signed: null };
}

function written(index: number) {
  const salt = Buffer.alloc(32, index);
  const detail = { kind: 'client_address', value: '192.0.2.7', salt: Buffer.alloc(32, index + 100) } as const;
  const manner = { client_address_c: commitToDetail(detail, detail.salt).toString('base64') };
  const payload = JSON.stringify({ manner, n: index });
  return {
    payload,
    salt,
    details: [detail],
    entry: encodeLeaf({ c: commitTo(payload, salt).toString('base64'), k: 'staff', v: 1 }),
  };
}
