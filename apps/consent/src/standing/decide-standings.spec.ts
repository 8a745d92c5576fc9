import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../ledger/recorded-event.ts';
import { payloads, subscribedTopic } from '../messages.testing.ts';
import { decideStandings, type StandingState } from './decide-standings.ts';

const RESIDENT = '0190f5c0-0000-4000-8000-000000000001';

describe('standing', () => {
  it('follows a confirmation, and ends with a withdrawal', () => {
    const { standings } = decideStandings([], [confirm(1), leave(2)]);
    expect(standings).toMatchObject([{ status: 'ended', version: 2, ledgerIndex: 2 }]);
  });

  it('LEAVE-6: a confirmation that comes after its withdrawal revives nothing and tells nothing', () => {
    const { standings, byIndex } = decideStandings([], [leave(2), confirm(1)]);
    expect(standings).toMatchObject([{ status: 'ended', version: 2 }]);
    expect(byIndex.get(1)).toEqual([]);
  });

  it('LEAVE-6: a replayed confirmation of the version that was withdrawn revives nothing', () => {
    const known = decideStandings([], [confirm(1), leave(2)]).standings;
    expect(decideStandings(known, [confirm(1, 9), confirm(2, 10)]).standings).toEqual([]);
  });

  it('LEAVE-6: an old withdrawal does not end a newer consent', () => {
    const { standings, byIndex } = decideStandings([], [confirm(3), leave(2)]);
    expect(standings).toMatchObject([{ status: 'granted', version: 3 }]);
    expect(byIndex.get(2)).toEqual([]);
  });

  it('at the same version leaving wins', () => {
    expect(decideStandings([], [confirm(1, 1), leave(1, 2)]).standings).toMatchObject([{ status: 'ended' }]);
    expect(decideStandings([], [leave(1, 1), confirm(1, 2)]).standings).toMatchObject([{ status: 'ended' }]);
  });

  it('a grant that the same batch ends again is not told', () => {
    const { byIndex } = decideStandings([], [confirm(1), leave(2)]);
    expect(byIndex.get(1)).toEqual([]);
    expect(byIndex.get(2)).toHaveLength(1);
  });

  it('is per topic: leaving one leaves the other', () => {
    const both = event(
      1,
      payloads.confirmed({ residentId: RESIDENT, topics: [topic('a', 1), topic('b', 1)] }),
    );
    const { standings } = decideStandings([], [both, event(2, leaving([topic('a', 2)]))]);
    expect(standings.map(({ topic, status }) => [topic, status])).toEqual([
      ['a', 'ended'],
      ['b', 'granted'],
    ]);
  });

  it('is the same in whatever order the events arrive', () => {
    const events = [confirm(1), leave(2), confirm(3), leave(4)];
    const outcomes = orders(events).map((order) => summary(decideStandings([], order).standings));
    expect(new Set(outcomes)).toEqual(new Set([`${RESIDENT} digital-plan ended 4`]));
    expect(outcomes).toHaveLength(24);
  });

  it('LEAVE-6: no import brings back what was left, whatever its version and whichever came first', () => {
    const row = event(7, imported(9));
    expect(decideStandings([], [leave(2), row]).standings).toMatchObject([{ status: 'ended', version: 2 }]);
    expect(decideStandings([], [row, leave(2)]).standings).toMatchObject([
      { status: 'ended', version: 9, endedBy: 'withdrew' },
    ]);
  });

  it('LEAVE-6: a new consent of the resident does, also after an import', () => {
    const events = [leave(2), event(7, imported(3)), confirm(4)];
    for (const order of orders(events)) {
      expect(decideStandings([], order).standings).toMatchObject([{ status: 'granted', basis: 'express' }]);
    }
  });

  it('IMP-2: an implied consent that is over ends, and a newer one does not end with it', () => {
    const subscription = { ...topic('digital-plan', 3), topic_version: 1, subscription_id: RESIDENT };
    const over = event(8, {
      v: 1,
      event_id: RESIDENT,
      resident_id: RESIDENT,
      occurred_at: '2026-08-11T04:00:00.000Z',
      manner: {},
      action: 'expired',
      topics: [subscription],
      granted_by: 7,
    });
    expect(decideStandings([], [event(7, imported(3)), over]).standings).toMatchObject([
      { status: 'ended', endedBy: 'expired', expiresAt: null },
    ]);
    expect(decideStandings([], [event(9, imported(4)), over]).standings).toMatchObject([
      { status: 'granted' },
    ]);
  });

  it('asking and declining change nothing', () => {
    const events = [event(1, payloads.asked()), event(2, payloads.declined())];
    expect(decideStandings([], events).standings).toEqual([]);
  });
});

function confirm(version: number, index = version): RecordedEvent {
  return event(index, payloads.confirmed({ residentId: RESIDENT, topics: [topic('digital-plan', version)] }));
}

function leave(version: number, index = version): RecordedEvent {
  return event(index, leaving([topic('digital-plan', version)]));
}

function imported(version: number) {
  const topics = [topic('digital-plan', version)];
  return payloads.imported({ residentId: RESIDENT, topics }, new Date('2026-08-11T04:00:00Z'));
}

function leaving(topics: ReturnType<typeof topic>[]) {
  return payloads.withdrew({ residentId: RESIDENT, topics });
}

function topic(slug: string, version: number) {
  return subscribedTopic({ topic: slug, version });
}

function event(index: number, payload: RecordedEvent['payload']): RecordedEvent {
  return { index, storyId: RESIDENT, payload };
}

function orders<T>(items: T[]): T[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}

function summary(standings: StandingState[]): string {
  return standings
    .map(({ residentId, topic: slug, status, version }) => `${residentId} ${slug} ${status} ${version}`)
    .join();
}
