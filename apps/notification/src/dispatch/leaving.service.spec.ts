import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { granted, standing } from '../messages.testing.ts';
import { CONNECTIONS, DispatchBench } from './dispatch.testing.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

describe('who leaves while a dispatch runs', () => {
  it('LEAVE-4, SEND-1: gets nothing that was not handed over, and is accounted for', async () => {
    const followers = await bench.follow(9);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    const leaving = bench.notHandedOver(followers).slice(0, 4);
    await Promise.all(leaving.map((follower) => bench.leave(follower)));
    await bench.heard();
    bench.mails.release();
    const finished = await bench.statement(id);
    expect(finished).toMatchObject({ audience: 9, accepted: 5, suppressed: 4 });
    expect(finished.reasons.suppressed).toEqual([{ reason: 'withdrew', count: 4 }]);
    expect(bench.mailsTo(leaving)).toEqual([0, 0, 0, 0]);
    const [delivery] = (await bench.deliveries(id)).filter(({ state }) => state === 'suppressed');
    expect(delivery).toMatchObject({ ledgerIndex: '99' });
  });

  it('LEAVE-4: is suppressed also while the mail waits to be tried again', async () => {
    const leaving = await bench.followOne();
    bench.mails.refuseRecipients(() => ({ code: 451, text: '4.3.0 later' }));
    const id = await bench.announce();
    await bench.statement(id, ({ deferred }) => deferred === 1);
    await bench.leave(leaving);
    bench.mails.refuseRecipients();
    bench.clock.advance(120);
    expect(await bench.statement(id)).toMatchObject({ accepted: 0, suppressed: 1 });
    expect(bench.mailsTo([leaving])).toEqual([0]);
  });

  it('LEAVE-4: and whose mail was refused for now in that very moment, is not written to again', async () => {
    const leaving = await bench.followOne();
    bench.mails.refuseMessages(() => ({ code: 451, text: '4.3.0 later' }));
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(1);
    await bench.leave(leaving);
    await bench.heard();
    bench.mails.release();
    expect(await bench.statement(id)).toMatchObject({ accepted: 0, suppressed: 1 });
  });

  it('SEND-2: and comes back is not written to by the dispatch that they left, and counted once', async () => {
    const followers = await bench.follow(5);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    const back = bench.notHandedOver(followers).slice(0, 1);
    for (const follower of back) {
      const { residentId, address, subscriptionId } = follower;
      await bench.leave(follower);
      await bench.notification.send(
        granted({
          residentId,
          address,
          standings: [standing({ topic: bench.topic, subscriptionId, version: 3 })],
        }),
      );
    }
    await bench.heard();
    bench.mails.release();
    expect(await bench.statement(id)).toMatchObject({ audience: 5, accepted: 4, suppressed: 1 });
    const subjects = back.flatMap(({ address }) => bench.mails.to(address)).map(({ subject }) => subject);
    expect(subjects).not.toContain('Meetings in March');
  });
});
