import { afterAll, describe, expect, it } from '@jest/globals';
import { cosign, encodeVerifierKey, makeVerifierKey } from '#libs/tlog';
import {
  entriesOf,
  packageOf,
  signedAt,
  testKey,
  verifierKey,
} from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { readArguments } from './src/arguments.ts';
import { readWitnessKey, type VerifierKey } from './src/note.ts';
import { tell, tellJson } from './src/tell.ts';
import { check, faultsOf, gapsOf, testFiles } from './verify.testing.ts';

const files = testFiles();
afterAll(() => files.remove());

const entries = entriesOf([...storyOf(1), ...storyOf(2)]);
const SECONDS = 1_772_463_605;
const NAME = 'witness.example.org';
const KEY = encodeVerifierKey(makeVerifierKey(NAME, 'cosignature', testKey(9)));
const witness = readWitnessKey(KEY) as VerifierKey;
const other = readWitnessKey(
  encodeVerifierKey(makeVerifierKey('other.example.org', 'cosignature', testKey(10))),
) as VerifierKey;

/** What the witness says about another text than that of the size, when `about` is one. */
function line(size: number, about = size): string {
  const note = signedAt(entries, about);
  return cosign(note.slice(0, note.indexOf('\n\n') + 1), SECONDS, { name: NAME, privateKey: testKey(9) });
}

const cosignedAt = (size: number, said = line(size)) =>
  packageOf(files, { entries, earlier: [2, 5], cosigned: { [size]: said } });

describe('cosignatures of witnesses in a package', () => {
  it('PROOF-2: are checked with a key from elsewhere, and say up to where and when', async () => {
    const outcome = check(await cosignedAt(5), { witnesses: [witness] });
    expect(outcome.exit).toBe(0);
    expect(outcome.witnessed).toEqual([{ name: NAME, size: 5, at: '2026-03-02T15:00:05.000Z' }]);
    expect(outcome.report.steps.consistency.counted).toEqual({ checkpoints: 2, cosignatures: 1 });
    const words = { en: 'cosigned the first 5 entries', fr: 'a cosigné les 5 premières entrées' };
    for (const language of ['en', 'fr'] as const) {
      const text = tell(outcome, { language, isAlone: true });
      expect(text).toContain(words[language]);
      // Somebody else has seen the log, so it was compared with something from elsewhere.
      expect(text).not.toContain('--known-checkpoint');
    }
    expect(JSON.parse(tellJson(outcome)).witnessed).toEqual(outcome.witnessed);
  });

  it('PROOF-2: change nothing for who does not ask', async () => {
    const outcome = check(await cosignedAt(5));
    expect([outcome.exit, outcome.witnessed]).toEqual([0, []]);
  });

  it('PROOF-2: count also on the newest checkpoint, and on one that was kept', async () => {
    const newest = check(await cosignedAt(entries.length), { witnesses: [witness] });
    expect(newest.witnessed).toMatchObject([{ size: entries.length }]);
    const kept = files.write(signedAt(entries, 3) + line(3));
    const outcome = check(await packageOf(files, { entries }), {
      witnesses: [witness],
      knownCheckpoints: [kept],
    });
    expect(outcome.witnessed).toMatchObject([{ size: 3 }]);
  });

  it('are a gap when a witness that was asked for has none', async () => {
    const outcome = check(await cosignedAt(5), { witnesses: [witness, other] });
    expect(gapsOf(outcome)).toEqual(['consistency: witness-missing × 1']);
    expect(outcome.exit).toBe(2);
  });

  it.each([
    ['of another checkpoint', line(5, 2)],
    ['that was changed', line(5).replace(/.{6}\n$/, 'AAAA==\n')],
    ['that is too short', `${line(5).trimEnd().slice(0, 60)}\n`],
  ])('fail when there is one %s', async (_, said) => {
    const outcome = check(await cosignedAt(5, said), { witnesses: [witness] });
    expect(faultsOf(outcome)).toEqual([
      expect.stringMatching(/^consistency: (cosignature-wrong|note-malformed)$/),
    ]);
    expect(outcome.exit).toBe(1);
  });

  it('PROOF-2: show a log that was rewritten after the witness had seen it', async () => {
    const rewritten = entriesOf([...storyOf(9), ...storyOf(2)]);
    const kept = files.write(signedAt(entries, 5) + line(5));
    const outcome = check(await packageOf(files, { entries: rewritten }), {
      witnesses: [witness],
      knownCheckpoints: [kept],
    });
    expect(faultsOf(outcome)).toEqual(['consistency: fork']);
  });

  it('are asked for with the key of a witness, and with no other', () => {
    const read = (key: string) => readArguments(['a.zip', '--key', verifierKey(), '--witness', key], {});
    expect(read(KEY)?.request.witnesses).toMatchObject([{ name: NAME }]);
    expect(read(verifierKey())).toBeUndefined();
    expect(read('nonsense')).toBeUndefined();
  });
});
