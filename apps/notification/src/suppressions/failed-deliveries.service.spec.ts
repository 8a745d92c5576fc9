import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DispatchBench } from '../dispatch/dispatch.testing.ts';
import { FailedDeliveries } from './failed-deliveries.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

describe('SEND-4: what is refused on the wire', () => {
  it('counts against the address once the dispatch is through, and only what is about the address', async () => {
    const [gone, full, fine] = await bench.follow(3);
    const refusals = new Map([
      [gone?.address, { code: 550, text: '5.1.1 unknown' }],
      [full?.address, { code: 552, text: '5.2.2 full' }],
    ]);
    bench.mails.refuseRecipients((to) => refusals.get(to));
    await bench.statement(await bench.announce());
    const counting = bench.notification.app.get(FailedDeliveries);
    while (await counting.count());
    await counting.count();
    const reasons = await bench.query(
      'SELECT resident_id AS id, suppressed_reason AS reason FROM audience WHERE topic = $1 AND suppressed_reason IS NOT NULL',
      bench.topic,
    );
    expect(reasons).toEqual([{ id: gone?.residentId, reason: 'hard-bounce' }]);
    bench.calm();
    expect(await bench.statement(await bench.announce())).toMatchObject({
      audience: 3,
      accepted: 2,
      suppressed: 1,
    });
    expect(bench.mailsTo(fine ? [fine] : [])).toEqual([2]);
  });
});
