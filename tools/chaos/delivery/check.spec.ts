import { describe, expect, it } from '@jest/globals';
import { checkDelivery, type Known } from './check.ts';
import type { WireRecord } from './wire-record.ts';

const taken = (to: string, own: Partial<WireRecord> = {}): WireRecord => ({
  ...{ to, messageId: `<${to}>`, beganAt: 10_000, dotAt: 10_010, answer: '250', answeredAt: 10_020 },
  ...own,
});

/** Three got theirs, one was refused, one left before. */
const known = (own: Partial<Known> = {}): Known => ({
  account: {
    ...{ dispatchId: 'd', state: 'finished', reason: null, audience: 5, plannedAt: new Date(0) },
    ...{ finishedAt: new Date(1), accepted: 3, suppressed: 1, failed: 1, uncertain: 0 },
  },
  audience: new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [name, `${name}@example.org`])),
  deliveries: [
    { residentId: 'a', state: 'accepted', reason: null },
    { residentId: 'b', state: 'accepted', reason: null },
    { residentId: 'c', state: 'accepted', reason: null },
    { residentId: 'd', state: 'failed', reason: '5.1.1' },
    { residentId: 'e', state: 'suppressed', reason: 'withdrew' },
  ],
  wire: [
    taken('a@example.org'),
    taken('b@example.org'),
    taken('c@example.org'),
    { to: 'd@example.org', answer: '550', answeredAt: 10_000 },
  ],
  left: new Map([['e@example.org', 9_000]]),
  disturbances: [],
  ...own,
});

const again = (own: Partial<WireRecord> = {}) =>
  taken('a@example.org', { beganAt: 30_000, dotAt: 30_010, answeredAt: 30_020, ...own });
const withWire = (...more: WireRecord[]) => known({ wire: [...known().wire, ...more] });
const outcome = (residentId: string, state: string, reason: string | null = 'x') =>
  known().deliveries.map((each) => (each.residentId === residentId ? { residentId, state, reason } : each));

describe('the look at a dispatch after an ordeal', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(checkDelivery(known())).toEqual({ mails: 3, repeats: 0, faults: [] });
  });

  it.each<[string, Known, string]>([
    [
      'an equation that does not hold',
      known({ account: { ...known().account, accepted: 2 } }),
      '5 were in the audience and 4',
    ],
    [
      'a dispatch that never ends',
      known({ account: { ...known().account, state: 'running' } }),
      'is running',
    ],
    [
      'somebody who was skipped',
      known({ deliveries: known().deliveries.slice(1) }),
      '1 residents have no outcome',
    ],
    [
      'an outcome of a stranger',
      known({ deliveries: [...known().deliveries, { residentId: 'x', state: 'suppressed', reason: 'x' }] }),
      'nobody in the audience',
    ],
    [
      'somebody with two outcomes',
      known({ deliveries: [...known().deliveries, { residentId: 'a', state: 'accepted', reason: null }] }),
      'two outcomes',
    ],
    ['a mail to a stranger', withWire(taken('x@example.org')), '1 addresses on the wire'],
    ['a mail to who had left', withWire(taken('e@example.org', { beganAt: 10_001 })), '1001 ms after'],
    ['a repeat for no reason', withWire(again()), 'sent again though its answer was heard'],
    ['a repeat that is another mail', withWire(again({ messageId: '<other>' })), 'another Message-ID'],
    [
      'a mail without an id',
      withWire(taken('b@example.org', { messageId: '', answer: '451' })),
      'no Message-ID',
    ],
    [
      'what was taken, recorded as failed',
      known({ deliveries: outcome('a', 'failed') }),
      'recorded as failed',
    ],
    [
      'what was taken, recorded as suppressed',
      known({ deliveries: outcome('b', 'suppressed') }),
      'recorded as suppressed',
    ],
    [
      'what nobody took, recorded as accepted',
      known({ deliveries: outcome('e', 'accepted', null) }),
      'nobody took',
    ],
    [
      'whom nobody refused, recorded as failed',
      known({ deliveries: outcome('e', 'failed') }),
      'nobody refused',
    ],
    [
      'a smuggled mail',
      withWire(taken('a@example.org', { difference: 'a dot alone', beganAt: 1, answer: '451' })),
      'a dot alone',
    ],
  ])('finds %s', (_what, planted, fault) => {
    expect(checkDelivery(planted).faults.join('\n')).toContain(fault);
  });

  it('SEND-3: counts a repeat of what was on the wire at a kill, and takes it for no fault', () => {
    const disturbances = [{ from: 10_100, until: 10_100 }];
    expect(checkDelivery({ ...withWire(again()), disturbances })).toMatchObject({ repeats: 1, faults: [] });
    const long = [{ from: 20_000, until: 20_000 }];
    expect(checkDelivery({ ...withWire(again()), disturbances: long }).faults).toHaveLength(1);
  });

  it('SEND-5: takes a repeat of what was never answered for no fault, nor one whose answer was not heard', () => {
    for (const first of [{ answer: 'none' }, { unheard: true as const }]) {
      const wire = [...known().wire.slice(1), taken('a@example.org', first), again()];
      expect(checkDelivery(known({ wire })).faults).toEqual([]);
    }
  });

  it('SEND-1: a mail may begin in the second in which its resident leaves', () => {
    const planted = withWire(taken('e@example.org', { beganAt: 10_000, answer: '451' }));
    expect(checkDelivery(planted).faults).toEqual([]);
  });
});
