import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/index.ts';
import { CONNECTIONS, DispatchBench, type Follower } from './dispatch.testing.ts';

const bench = new DispatchBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const once = (followers: Follower[]) => followers.map(() => 1);

describe('what the relay answers', () => {
  it('SEND-4: 4xx is tried again after growing waits, with the same Message-ID, and then accepted', async () => {
    const anne = await bench.followOne();
    const others = await bench.follow(2);
    const tried: (string | undefined)[] = [];
    bench.mails.refuseMessages((mail) => {
      if (mail.to !== anne.address) return undefined;
      tried.push(mail.header('Message-ID'));
      return tried.length < 3 ? { code: 451, text: '4.7.1 greylisted' } : undefined;
    });
    const id = await bench.announce();
    await bench.statement(id, ({ accepted, deferred }) => accepted === 2 && deferred === 1);
    bench.clock.advance(90);
    await eventually(
      async () => tried.length,
      (count) => count === 2,
    );
    await bench.statement(id, ({ deferred }) => deferred === 1);
    bench.clock.advance(600);
    expect(await bench.statement(id)).toMatchObject({ accepted: 3, failed: 0 });
    expect(tried).toHaveLength(3);
    expect(new Set(tried).size).toBe(1);
    expect(bench.mailsTo(others)).toEqual([1, 1]);
  });

  it('SEND-4: 4xx to the end of the window fails, with what was answered last', async () => {
    await bench.follow(1);
    bench.mails.refuseRecipients(() => ({ code: 452, text: '4.2.2 full' }));
    const id = await bench.announce();
    for (let hours = 0; hours < 25; hours += 5) {
      await bench.statement(id, ({ deferred, failed }) => deferred + failed === 1);
      bench.clock.advance(5 * 3600);
      await eventually(seenNow, Boolean);
    }
    const finished = await bench.statement(id);
    expect(finished.reasons.failed).toEqual([{ reason: 'window-ended-4.2.2', count: 1 }]);
  });

  it('SEND-4: 5xx about a recipient fails that one, with its code', async () => {
    const gone = await bench.followOne();
    const others = await bench.follow(3);
    bench.mails.refuseRecipients((address) =>
      address === gone.address ? { code: 550, text: `5.1.1 ${address} unknown` } : undefined,
    );
    const finished = await bench.statement(await bench.announce());
    expect(finished).toMatchObject({ audience: 4, accepted: 3, failed: 1 });
    expect(finished.reasons.failed).toEqual([{ reason: '5.1.1', count: 1 }]);
    expect(bench.mailsTo(others)).toEqual(once(others));
    expect(bench.notification.log.join('\n')).not.toContain(gone.address);
  });

  it('SEND-4: 5xx about us pauses the dispatch and blames nobody; resumed, it goes on where it was', async () => {
    const followers = await bench.follow(8);
    let answered = 0;
    bench.mails.refuseMessages(() => {
      answered += 1;
      return answered > 3 ? { code: 550, text: '5.7.26 unauthenticated' } : undefined;
    });
    const id = await bench.announce();
    const paused = await bench.statement(id, ({ state }) => state === 'paused');
    expect(paused).toMatchObject({ reason: '5.7.26', failed: 0, uncertain: 0 });
    await bench.allGivenBack(paused.dispatchId);
    bench.mails.refuseMessages();
    await bench.dispatches.resume(paused.dispatchId);
    expect(await bench.statement(id)).toMatchObject({
      audience: 8,
      accepted: 8,
      failed: 0,
      reason: null,
    });
    expect(bench.mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-6: stops itself when too many are refused for good, and goes on when a person says so', async () => {
    const followers = await bench.follow(120);
    // In the order of their ids, in which batches go: who is refused later would be counted anew.
    const bad = new Set(followers.slice(0, 15).map(({ address }) => address));
    bench.mails.refuseRecipients((address) =>
      bad.has(address) ? { code: 550, text: '5.1.1 unknown' } : undefined,
    );
    // The last of them waits, so that the dispatch cannot end before it is stopped.
    const late = await bench.followOne({ address: 'late@example.org' });
    bench.mails.refuseMessages(({ to }) =>
      to === late.address ? { code: 451, text: '4.2.0 later' } : undefined,
    );
    const id = await bench.announce();
    const stopped = await bench.statement(id, ({ state }) => state === 'paused');
    expect(stopped).toMatchObject({ reason: 'refusals' });
    expect(stopped.failed).toBeGreaterThan(0);
    bench.mails.refuseMessages();
    await bench.dispatches.resume(stopped.dispatchId);
    bench.clock.advance(120);
    expect(await bench.statement(id)).toMatchObject({ audience: 121, state: 'finished', toDo: 0 });
  });

  it('an operator pauses it: what is on the wire still goes, and nothing else until it is resumed', async () => {
    const followers = await bench.follow(5);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(CONNECTIONS);
    const { dispatchId } = await bench.statement(id, ({ state }) => state === 'running');
    await bench.dispatches.pause(dispatchId);
    bench.mails.release();
    const paused = await bench.statement(id, ({ accepted }) => accepted === CONNECTIONS);
    expect(paused).toMatchObject({ state: 'paused', reason: 'operator', toDo: 3 });
    await bench.allGivenBack(dispatchId);
    expect((await bench.statement(id, () => true)).accepted).toBe(CONNECTIONS);
    await bench.dispatches.resume(dispatchId);
    expect(await bench.statement(id)).toMatchObject({ accepted: 5 });
    expect(bench.mailsTo(followers)).toEqual(once(followers));
  });

  it('SEND-5: no answer after the final dot is uncertain, and is never sent again by itself', async () => {
    const followers = await bench.follow(2);
    const heard = new Set<string>();
    bench.mails.refuseMessages((mail) => {
      expect(heard).not.toContain(mail.to);
      heard.add(mail.to);
      return undefined;
    });
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(2);
    bench.mails.hangUp();
    const finished = await bench.statement(id);
    expect(finished).toMatchObject({ audience: 2, accepted: 0, uncertain: 2 });
    expect(finished.reasons.uncertain).toEqual([{ reason: 'no-answer', count: 2 }]);
    expect(bench.mailsTo(followers)).toEqual([0, 0]);
  });

  it('MAIL-1: an address that is not exactly one fails, and nothing is sent for it', async () => {
    await bench.follow(1, { address: 'anne@example.org, victim@example.com' });
    const others = await bench.follow(2);
    const finished = await bench.statement(await bench.announce());
    expect(finished.reasons.failed).toEqual([{ reason: 'address', count: 1 }]);
    expect(bench.mailsTo(others)).toEqual([1, 1]);
    expect(bench.mails.to('victim@example.com')).toEqual([]);
  });
});

/** Whether the service noticed that time went on: else the jumps of this file's clock look like an outage. */
async function seenNow(): Promise<boolean> {
  const unseen = `SELECT 1 FROM dispatches WHERE state = 'running' AND seen_at < $1`;
  return (await bench.query(unseen, bench.clock.now())).length === 0;
}
