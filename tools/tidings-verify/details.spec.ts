import { afterAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/tlog';
import type { Detail, DetailKind } from '../../apps/consent/src/details/detail.ts';
import { entriesOf, packageOf } from '../../apps/consent/src/packages/package.testing.ts';
import {
  storyOf,
  type TestEntry,
  type TestEvent,
} from '../../apps/consent/src/packages/package-entries.testing.ts';
import { check, faultsOf, gapsOf, testFiles } from './verify.testing.ts';

const files = testFiles();
afterAll(() => files.remove());

/** Asked at index 2, confirmed at 3, left at 4. */
const story: TestEvent[] = storyOf(1);
const outcomeOf = async (entries: TestEntry[]) => check(await packageOf(files, { entries }));

/** The story of which the confirmation has other details beside it. */
const tampered = (change: (details: Detail[]) => Detail[]) =>
  outcomeOf(
    entriesOf(story).map((entry, index) =>
      index === 3 ? { ...entry, details: change(entry.details ?? []) } : entry,
    ),
  );
const changed = (kind: DetailKind, own: Partial<Detail>) => (details: Detail[]) =>
  details.map((detail) => (detail.kind === kind ? { ...detail, ...own } : detail));

const withoutDetails = (...deleted: DetailKind[]): TestEvent[] =>
  story.map((event) => ({ ...event, deleted }));
const ruled = (detail: string, ranges: unknown): TestEvent => ({
  kind: 'erase',
  payload: {
    v: 1,
    event_id: 'r',
    action: 'retention',
    rule: { class: detail },
    detail,
    ranges,
  } as JsonObject,
});

describe('PROOF-5: the details of a record', () => {
  it.each<[string, (details: Detail[]) => Detail[], string]>([
    ['the address is another', changed('address', { value: 'other@example.ca' }), 'detail-differs 3 address'],
    [
      'a client address is another',
      changed('client_address', { value: '' }),
      'detail-differs 3 client_address',
    ],
    ['a salt is another', changed('user_agent', { salt: Buffer.alloc(32) }), 'detail-differs 3 user_agent'],
    ['a salt is short', changed('user_agent', { salt: Buffer.alloc(31) }), 'record-malformed 3 user_agent'],
    ['two are exchanged', changed('address', { kind: 'client_address' }), 'detail-differs 3 client_address'],
    [
      'one is there that the payload does not know',
      (details) => [...details, { kind: 'mood' as DetailKind, value: 'x', salt: Buffer.alloc(32) }],
      'detail-differs 3 mood',
    ],
  ])('make the package fail, by record and name, when %s', async (_, change, fault) => {
    const outcome = await tampered(change);
    expect(faultsOf(outcome)[0]).toBe(`records: ${fault}`);
    expect(outcome.exit).toBe(1);
  });

  it('may be gone when a later entry says so, without a gap, and are counted', async () => {
    const entries = entriesOf([
      ...withoutDetails('client_address', 'user_agent'),
      ruled('client_address', [[2, 4]]),
      ruled('user_agent', [
        [2, 2],
        [3, 4],
      ]),
    ]);
    const outcome = await outcomeOf(entries);
    expect([faultsOf(outcome), gapsOf(outcome), outcome.exit]).toEqual([[], [], 0]);
    expect(outcome.report.steps.accounted.counted).toMatchObject({
      client_address_deleted: 3,
      user_agent_deleted: 3,
    });
  });

  it('may lack the address, and the confirmation still follows its request', async () => {
    const all = await outcomeOf(entriesOf([...withoutDetails('address'), ruled('address', [[2, 3]])]));
    expect([faultsOf(all), all.exit]).toEqual([[], 0]);
    const [asked, ...rest] = story;
    const some: TestEvent[] = [{ payload: {}, ...asked, deleted: ['address'] }, ...rest];
    expect((await outcomeOf(entriesOf([...some, ruled('address', [[2, 2]])]))).exit).toBe(0);
  });

  it.each<[string, TestEvent[]]>([
    ['nothing', []],
    ['a rule about another detail', [ruled('user_agent', [[2, 4]])]],
    ['a rule about other entries', [ruled('client_address', [[0, 1]])]],
    ['a rule about what was still to come', [ruled('client_address', [[2, 900]])]],
    ['ranges that are none', [ruled('client_address', [[4, 2], [2], [2, 4, 4], 3, ['2', '4']])]],
    ['no ranges', [ruled('client_address', { first: 2, last: 4 })]],
  ])('make the package fail when they are gone and what explains it is %s', async (_, rules) => {
    const outcome = await outcomeOf(entriesOf([...withoutDetails('client_address'), ...rules]));
    expect(faultsOf(outcome)).toEqual(
      [2, 3, 4].map((record) => `accounted: detail-unexplained ${record} client_address`),
    );
    expect(outcome.exit).toBe(1);
  });

  it('are named one by one where a rule explains some of them', async () => {
    const rule = ruled('client_address', [[3, 3]]);
    const outcome = await outcomeOf(entriesOf([...withoutDetails('client_address'), rule]));
    expect(faultsOf(outcome)).toEqual(
      [2, 4].map((record) => `accounted: detail-unexplained ${record} client_address`),
    );
  });

  it('stand in the payload itself in version 1, which is verified as ever', async () => {
    const old = story.map(({ payload }) => ({ payload: { ...payload, v: 1 } }));
    const outcome = await outcomeOf(entriesOf(old));
    expect([faultsOf(outcome), gapsOf(outcome), outcome.exit]).toEqual([[], [], 0]);
  });

  it('cannot stand beside their own commitment: a reader would be shown what nobody checked', async () => {
    const [asked, ...rest] = entriesOf(story).slice(2);
    const closed = JSON.parse(asked?.payload ?? '{}') as JsonObject;
    const both = { payload: { ...closed, v: 1, address: 'other@example.ca' } };
    const [genesis, notice, forged] = entriesOf([both]) as [TestEntry, TestEntry, TestEntry];
    const entry = { ...forged, details: asked?.details ?? [] };
    const outcome = await outcomeOf([genesis, notice, entry, ...rest]);
    expect(faultsOf(outcome)).toContain('records: record-malformed 2 address');
  });
});
