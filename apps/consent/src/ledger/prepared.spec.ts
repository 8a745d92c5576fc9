import { describe, expect, it } from '@jest/globals';
import type { Next } from '../intake/pending.query.ts';
import { inOrder, type Prepared } from './prepared.ts';

const event = (sequence: string, kind: Next['kind'], at: string) =>
  ({ event: { sequence, kind, occurredAt: new Date(at) } }) as Prepared;

describe('the events of one batch', () => {
  it('follow the notices that they name, as they happened, and by number where that is the same', () => {
    const batch = [
      event('3', 'consent', '2026-01-02T10:00:00.001Z'),
      event('10', 'consent', '2026-01-02T10:00:00Z'),
      event('9', 'consent', '2026-01-02T10:00:00Z'),
      event('12', 'notice', '2026-01-02T11:00:00Z'),
      event('11', 'staff', '2026-01-02T09:00:00Z'),
      event('2', 'notice', '2026-01-02T11:00:00Z'),
    ];
    expect(inOrder(batch).map((each) => each.event.sequence)).toEqual(['2', '12', '11', '9', '10', '3']);
  });
});
