import { afterAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/tlog';
import { entriesOf, packageOf } from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { type Event, sent as sentIn } from './sends.testing.ts';
import { check, faultsOf, gapsOf, testFiles } from './verify.testing.ts';

const files = testFiles();
afterAll(() => files.remove());

const [asked, confirmed, withdrew] = storyOf(1) as [Event, Event, Event];
const resident = String(confirmed.payload.resident_id);
const changed = ({ payload }: Event, own: JsonObject): Event => ({ payload: { ...payload, ...own } });
/** The first event has index 2: before it stand the beginning and the notice. */
const CONFIRMED = 3;

async function outcomeOf(events: Event[], sendManifests: string[] = []) {
  return check(await packageOf(files, { entries: entriesOf(events) }), { sendManifests });
}

const sent = (lines: string[], own?: JsonObject) => sentIn(files, lines, own);

describe('rules of consent, of records that were well signed', () => {
  it.each<[string, Event[], string]>([
    ['confirmed, but never asked for', [confirmed], 'history: confirmed-without-asked 2'],
    [
      'confirmed in the log before it was asked for',
      [confirmed, asked],
      'history: confirmed-without-asked 2',
    ],
    [
      'confirmed at an earlier time',
      [asked, changed(confirmed, { occurred_at: '2026-03-02T14:00:00.000Z' })],
      'history: confirmed-before-asked 3',
    ],
    [
      'confirmed by another address',
      [asked, changed(confirmed, { address: 'other@example.ca' })],
      'history: confirmed-otherwise 3',
    ],
    [
      'confirmed another topic',
      [asked, changed(confirmed, { topics: [{ topic: 'roads', topic_version: 1, notice: 'a' }] })],
      'history: confirmed-otherwise 3',
    ],
    [
      'asked with words that were never logged',
      [changed(asked, { topics: [{ topic: 'digital-plan', topic_version: 1, notice: 'f'.repeat(64) }] })],
      'notices: notice-not-logged 2',
    ],
  ])('CONF-2: fails on what was %s, and names the record', async (_, events, fault) => {
    const outcome = await outcomeOf(events);
    expect(faultsOf(outcome)).toContain(fault);
    expect(outcome.exit).toBe(1);
  });

  it('LEAVE-6: fails when a dispatch that was planned after the withdrawal relies on the consent before it', async () => {
    const { event, manifest } = sent([`${resident} accepted ${CONFIRMED}`]);
    const after = await outcomeOf([asked, confirmed, withdrew, event], [manifest]);
    expect(faultsOf(after)).toEqual([`history: sent-after-withdrawal ${CONFIRMED}`]);
    const before = await outcomeOf([asked, confirmed, event, withdrew], [manifest]);
    expect(before.exit).toBe(1);
  });

  it('SEND-2: passes what was sent on a standing consent, or suppressed, or sent before the withdrawal', async () => {
    const accepted = sent([`${resident} accepted ${CONFIRMED}`]);
    expect((await outcomeOf([asked, confirmed, accepted.event], [accepted.manifest])).exit).toBe(0);
    const suppressed = sent([`${resident} suppressed ${CONFIRMED}`]);
    expect(
      (await outcomeOf([asked, confirmed, withdrew, suppressed.event], [suppressed.manifest])).exit,
    ).toBe(0);
    const earlier = sent([`${resident} accepted ${CONFIRMED}`], { planned_at: '2026-03-02T14:59:45.000Z' });
    expect((await outcomeOf([asked, confirmed, withdrew, earlier.event], [earlier.manifest])).exit).toBe(0);
  });

  it.each([
    ['a request', 2],
    ['the words of a notice', 1],
    ['an entry that came later', 4],
  ])('fails when what a delivery relies on is %s', async (_, record) => {
    const { event, manifest } = sent([`${resident} accepted ${record}`]);
    const outcome = await outcomeOf([asked, confirmed, event], [manifest]);
    expect(faultsOf(outcome)).toEqual([`history: sent-without-consent ${record}`]);
  });

  it('states a gap when what a delivery relies on was erased', async () => {
    const { event, manifest } = sent([`${resident} accepted ${CONFIRMED}`]);
    const erasure = { kind: 'erase', payload: { ...event.payload, action: 'erased', entries: [CONFIRMED] } };
    const outcome = await outcomeOf([asked, { ...confirmed, erased: true }, event, erasure], [manifest]);
    expect(faultsOf(outcome)).toEqual([]);
    expect(gapsOf(outcome)).toContain('history: send-not-opened × 1');
  });

  it.each([
    ['withdrawal', [asked, confirmed, changed(withdrew, { occurred_at: 'yesterday' })], {}],
    ['dispatch', [asked, confirmed, withdrew], { planned_at: 'tomorrow' }],
  ])('excuses nothing by a time of the %s that is none', async (_, events, own) => {
    const { event, manifest } = sent([`${resident} accepted ${CONFIRMED}`], own);
    const outcome = await outcomeOf([...events, event], [manifest]);
    expect(faultsOf(outcome)).toEqual([`history: sent-after-withdrawal ${CONFIRMED}`]);
  });

  it.each([
    ['of another resident', `${'0'.repeat(8)}-0000-4000-8000-${'9'.repeat(12)} accepted ${CONFIRMED}`, {}],
    ['to another topic', `${resident} accepted ${CONFIRMED}`, { topic: 'roads' }],
  ])('fails when what a delivery relies on is the consent %s', async (_, line, own) => {
    const { event, manifest } = sent([line], own);
    const outcome = await outcomeOf([asked, confirmed, event], [manifest]);
    expect(faultsOf(outcome)).toEqual([`history: sent-without-consent ${CONFIRMED}`]);
  });

  it('IMP-2: fails when something was sent after an implied consent had ended', async () => {
    const imported = changed(confirmed, { action: 'imported', expires_at: '2026-03-01T05:00:00.000Z' });
    const { event, manifest } = sent([`${resident} accepted 2`]);
    expect(faultsOf(await outcomeOf([imported, event], [manifest]))).toEqual(['history: sent-after-term 2']);
  });

  it('says that the deliveries of a dispatch were not checked when their list is not at hand', async () => {
    const outcome = await outcomeOf([asked, confirmed, sent([]).event]);
    expect(gapsOf(outcome)).toEqual(['history: send-manifest-missing × 1']);
    expect(outcome.exit).toBe(2);
  });
});
