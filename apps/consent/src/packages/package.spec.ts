import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import { entriesOf, packageOf, testFolder } from './package.testing.ts';
import { storyOf } from './package-entries.testing.ts';
import type { Scope } from './scope.ts';

const folder = testFolder();
afterAll(() => folder.remove());

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const stories = (count: number) =>
  Array.from({ length: count }, (_, resident) => storyOf(resident + 1)).flat();
const everything: Scope = { kind: 'everything' };

/** The package as a ZIP program unpacks it. */
function unpack(path: string, file: string): string {
  return execFileSync('python3', ['-c', UNPACK, path, file], { encoding: 'utf8' });
}
const UNPACK = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
names = archive.namelist()
sys.stdout.buffer.write(archive.read(names[0].split('/')[0] + '/' + sys.argv[2]))`;

function lines(path: string): { index: number; status: string; payload?: string }[] {
  const text = unpack(path, 'data/records.ndjson');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { index: number; status: string; payload?: string });
}

describe('an evidence package', () => {
  it('PROOF-4: is the same octet for octet each time', async () => {
    const entries = entriesOf(stories(100));
    const [one, other] = [await packageOf(folder, { entries }), await packageOf(folder, { entries })];
    expect(sha256(one)).toBe(sha256(other));
    const longer = await packageOf(folder, { entries: entriesOf(stories(101)) });
    expect(sha256(longer)).not.toBe(sha256(one));
  });

  it('PROOF-3: opens in any ZIP program, and its manifest is what sha256sum reads', async () => {
    const lists = [{ sha256: 'e'.repeat(64), text: 'a line\n' }];
    const path = await packageOf(folder, { entries: entriesOf(stories(2)), earlier: [3], sends: lists });
    const manifest = unpack(path, 'manifest-sha256.txt').trimEnd().split('\n');
    expect(manifest.map((line) => line.slice(66))).toEqual([
      'data/README.en.txt',
      'data/README.fr.txt',
      'data/log/checkpoint',
      'data/log/tile/entries/000.p/8',
      'data/log/tile/0/000.p/8',
      'data/checkpoints/3',
      expect.stringMatching(/^data\/notices\/[0-9a-f]{64}\.txt$/),
      `data/sends/${'e'.repeat(64)}.txt`,
      'data/records.ndjson',
      'data/records.csv',
      'data/package.json',
    ]);
    for (const line of manifest) {
      const content = unpack(path, line.slice(66));
      if (!line.includes('/tile/')) {
        expect(createHash('sha256').update(content).digest('hex')).toBe(line.slice(0, 64));
      }
    }
    expect(unpack(path, 'bagit.txt')).toMatch(/^BagIt-Version: 1\.0\n/);
  });

  it.each<[string, Scope, number[]]>([
    ['everything', everything, [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['a topic', { kind: 'topic', topic: 'roads' }, [0, 1, 8]],
    ['a topic that nobody follows', { kind: 'topic', topic: 'snow' }, [0, 1]],
    ['a period', { kind: 'period', from: '2026-03-03', to: '2026-03-04' }, [0, 1, 8]],
    [
      'one resident',
      { kind: 'resident', resident_ids: ['00000000-0000-4000-8000-000000000022'] },
      [0, 1, 5, 6, 7],
    ],
  ])('PROOF-4: of %s opens just the records of that scope, in the whole log', async (_, scope, indexes) => {
    const [asked] = storyOf(3);
    const topics = [{ topic: 'roads', topic_version: 1, notice: 'a'.repeat(64) }];
    const other = { payload: { ...asked?.payload, occurred_at: '2026-03-04T23:59:59.000Z', topics } };
    const path = await packageOf(folder, { entries: entriesOf([...stories(2), other]), scope });
    expect(lines(path).map(({ index }) => index)).toEqual(indexes);
    expect(JSON.parse(unpack(path, 'data/package.json'))).toMatchObject({
      scope,
      size: 9,
      counts: { public: 2, open: indexes.length - 2, omitted: 9 - indexes.length, erased: 0 },
    });
  });

  it('SEND-2: of one dispatch opens it, and what was known about its topic before it', async () => {
    const send = {
      kind: 'send',
      payload: {
        v: 1,
        event_id: 's',
        occurred_at: '2026-03-05T00:00:00.000Z',
        dispatch_id: 'd',
        topic: 'digital-plan',
      },
    };
    const entries = entriesOf([...storyOf(1), send, ...storyOf(2)]);
    const scope: Scope = { kind: 'dispatch', dispatch_id: 'd' };
    const path = await packageOf(folder, { entries, scope, dispatch: { index: 5, topic: 'digital-plan' } });
    expect(lines(path).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
