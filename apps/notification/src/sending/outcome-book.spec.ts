import { describe, expect, it } from '@jest/globals';
import { createLogger } from '#libs/logging';
import type { KeptLease } from '../leases/kept-lease.ts';
import type { Intent, LeasedBatch } from './batch.ts';
import type { Decided } from './outcome.query.ts';
import { OutcomeBook } from './outcome-book.ts';

const logger = createLogger('test', 'silent');
const at = new Date('2026-03-02T15:00:00Z');
const batch = (id: string, dispatchId = 'd') => ({ id, dispatchId }) as LeasedBatch;
const lease = { isLost: false } as KeptLease;
const entry = (of: LeasedBatch, held = lease) => ({
  batch: of,
  intent: { residentId: 'r' } as Intent,
  outcome: { state: 'accepted' } as const,
  at,
  lease: held,
});

/** Writes when it is told to. */
function book() {
  const written: { dispatchId: string; decided: Decided[]; done: () => void; fail: () => void }[] = [];
  let roomAgain = 0;
  const record = (dispatchId: string, decided: Decided[]) =>
    new Promise<void>((done, failed) => {
      written.push({ dispatchId, decided, done, fail: () => failed(new Error('away')) });
    });
  const own = new OutcomeBook(record, logger, () => {
    roomAgain += 1;
  });
  return { own, written, roomAgain: () => roomAgain };
}

describe('the book of outcomes', () => {
  it('writes a hundred at once, each dispatch by itself', () => {
    const { own, written } = book();
    for (let count = 0; count < 50; count += 1) {
      own.add(entry(batch('b')));
      own.add(entry(batch('c', 'other')));
    }
    expect(written.map(({ dispatchId, decided }) => [dispatchId, decided.length])).toEqual([
      ['d', 50],
      ['other', 50],
    ]);
  });

  it('SEND-3: has no room while two hundred are not recorded, and says when it has', async () => {
    const { own, written, roomAgain } = book();
    for (let count = 0; count < 200; count += 1) own.add(entry(batch('b')));
    expect(own.hasRoom).toBe(false);
    written[0]?.done();
    await new Promise(setImmediate);
    expect([own.hasRoom, roomAgain()]).toEqual([true, 1]);
  });

  it('SEND-2: a batch is settled once all of its outcomes are recorded, however late', async () => {
    const { own, written } = book();
    own.add(entry(batch('b')));
    let isSettled = false;
    const settled = own.settled('b').then(() => {
      isSettled = true;
    });
    expect(written).toHaveLength(1);
    await new Promise(setImmediate);
    expect(isSettled).toBe(false);
    written[0]?.done();
    await settled;
  });

  it('SEND-3: tries again while the database is away, and gives up with the lease', async () => {
    const { own, written } = book();
    const held = { isLost: false };
    own.add(entry(batch('kept')));
    own.add(entry(batch('lost'), held as KeptLease));
    const settled = own.settled('lost');
    held.isLost = true;
    written[0]?.fail();
    await new Promise<void>((resolve) => {
      const look = () => (written.length === 2 ? resolve() : setImmediate(look));
      look();
    });
    expect(written[1]?.decided.map((one) => one.batch.id)).toEqual(['kept']);
    written[1]?.done();
    await settled;
  });
});
