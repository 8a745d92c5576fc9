import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/support/index.ts';
import { DispatchBench } from '../dispatch/dispatch.testing.ts';
import { Senders } from './senders.ts';

const bench = new DispatchBench();
// The process of a sender has the system's clock: so has this test.
beforeAll(() => bench.start({ SENDERS: '1', LEASE_SECONDS: '1', UNCERTAIN: 'send-again', BATCH_SIZE: '5' }));
beforeEach(async () => {
  await bench.begin();
  bench.clock.set(new Date().toISOString());
});
afterAll(() => bench.stop());

const pid = () => bench.notification.app.get(Senders).pids[0];

const isGone = (process_: number) => {
  try {
    process.kill(process_, 0);
    return false;
  } catch {
    return true;
  }
};

describe('the process of a sender', () => {
  it('SEND-2: sends a dispatch, and is not the process of the service', async () => {
    const followers = await bench.follow(12);
    const id = await bench.announce();
    expect(await bench.statement(id)).toMatchObject({ audience: 12, accepted: 12 });
    expect(bench.mailsTo(followers)).toEqual(followers.map(() => 1));
    expect(pid()).not.toBe(process.pid);
  });

  it('SEND-3: killed in the middle it is started again; nobody is skipped, and a repeat has the same Message-ID', async () => {
    const followers = await bench.follow(12);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(2);
    const killed = pid() ?? 0;
    process.kill(killed, 'SIGKILL');
    bench.mails.release();
    await eventually(
      async () => pid(),
      (now) => now !== undefined && now !== killed,
    );
    const finished = await bench.statement(id, (statement) => {
      // Time goes on for what waits to be tried again.
      bench.clock.set(new Date().toISOString());
      return statement.state === 'finished';
    });
    expect(finished).toMatchObject({ audience: 12, accepted: 12, uncertain: 0 });
    for (const { address } of followers) {
      const ids = bench.mails.to(address).map((mail) => mail.header('Message-ID'));
      expect(ids.length).toBeGreaterThanOrEqual(1);
      expect(new Set(ids).size).toBe(1);
    }
  });

  it('ends with its service', async () => {
    const running = pid() ?? 0;
    await bench.notification.app.get(Senders).stop();
    expect(isGone(running)).toBe(true);
  });
});
