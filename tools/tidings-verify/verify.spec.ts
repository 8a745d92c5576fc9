import { afterAll, describe, expect, it } from '@jest/globals';
import {
  entriesOf,
  packageOf,
  signedAt,
  type TestLedger,
} from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { check, faultsOf, gapsOf, keyOf, testFiles } from './verify.testing.ts';

const files = testFiles();
afterAll(() => files.remove());

const stories = (count: number) =>
  Array.from({ length: count }, (_, resident) => storyOf(resident + 1)).flat();
const make = (ledger: TestLedger) => packageOf(files, ledger);

describe('tidings-verify', () => {
  it('PROOF-3: verifies a package with a key from elsewhere', async () => {
    const outcome = check(await make({ entries: entriesOf(stories(2)), earlier: [2, 5] }));
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.exit).toBe(0);
    expect(outcome.report.steps.accounted.counted).toEqual({ open: 6, public: 2, erased: 0, omitted: 0 });
    expect(outcome.report.steps.consistency.counted).toEqual({ checkpoints: 2 });
  });

  it('PROOF-3: verifies logs of every shape of tree', async () => {
    for (const residents of [0, 1, 85, 86, 400]) {
      expect(check(await make({ entries: entriesOf(stories(residents)) })).exit).toBe(0);
    }
  });

  it('PROOF-3: takes no key from the package', async () => {
    const path = await make({ entries: entriesOf(stories(1)) });
    const outcome = check(path, { keys: [keyOf(8)] });
    expect(faultsOf(outcome)).toEqual(['signature: key-did-not-sign']);
    expect(outcome.report.steps.tree.status).toBe('not-reached');
    expect(outcome.exit).toBe(1);
  });

  it('PROOF-3: finds a log that was rewritten and signed again, by any checkpoint that somebody kept', async () => {
    const honest = entriesOf(stories(3));
    const rewritten = entriesOf([...storyOf(9), ...stories(3).slice(3)]);
    const path = await make({ entries: rewritten });
    expect(check(path).exit).toBe(0);
    const kept = signedAt(honest, 6);
    for (const known of [kept, kept.slice(0, kept.indexOf('\n\n') + 1), signedAt(honest)]) {
      const outcome = check(path, { knownCheckpoints: [files.write(known)] });
      expect(faultsOf(outcome)).toEqual(['consistency: fork']);
      expect(outcome.exit).toBe(1);
    }
    const own = check(path, { knownCheckpoints: [files.write(signedAt(rewritten, 6))] });
    expect(own.exit).toBe(0);
  });

  it('says that a newer checkpoint cannot be compared', async () => {
    const entries = entriesOf(stories(2));
    const path = await make({ entries: entries.slice(0, 5) });
    const outcome = check(path, { knownCheckpoints: [files.write(signedAt(entries))] });
    expect(gapsOf(outcome)).toEqual(['consistency: known-is-newer × 1']);
    expect(outcome.exit).toBe(2);
  });

  it.each([
    ['an empty file', ''],
    ['words', 'a checkpoint'],
    ['a broken signature', signedAt(entriesOf(stories(1))).replace(/.{6}\n$/, 'AAAA==\n')],
    ['another log', 'example.org/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ])('fails on a known checkpoint that is %s', async (_, known) => {
    const path = await make({ entries: entriesOf(stories(1)) });
    expect(check(path, { knownCheckpoints: [files.write(known)] }).exit).toBe(1);
  });

  it('PROOF-4: what a scope leaves out is counted, and said to be unchecked', async () => {
    const story = stories(2);
    const [resident] = [String(story[0]?.payload.resident_id)];
    const outcome = check(
      await make({ entries: entriesOf(story), scope: { kind: 'resident', resident_ids: [resident] } }),
    );
    expect(faultsOf(outcome)).toEqual([]);
    expect(gapsOf(outcome)).toEqual(['accounted: omitted × 3']);
    expect(outcome.exit).toBe(2);
  });

  it('PROOF-5: what was erased must be said by a later entry', async () => {
    const story = stories(1).map((event) => ({ ...event, erased: true }));
    const erasure = {
      kind: 'erase',
      payload: {
        v: 1,
        event_id: 'e',
        occurred_at: '2026-04-01T00:00:00.000Z',
        action: 'erased',
        entries: [2, 3, 4],
      },
    };
    const explained = check(await make({ entries: entriesOf([...story, erasure]) }));
    expect(gapsOf(explained)).toEqual(['accounted: erased × 3']);
    expect(explained.exit).toBe(2);
    const silent = check(await make({ entries: entriesOf(story) }));
    expect(faultsOf(silent)).toEqual([2, 3, 4].map((record) => `accounted: erased-unexplained ${record}`));
    expect(silent.exit).toBe(1);
  });
});
