import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '#libs/logging';
import { eventually } from '../../../../test/support/index.ts';
import { DispatchBench } from '../dispatch/dispatch.testing.ts';
import type { SenderFacts } from '../sending/sender.ts';
import { SenderProcess } from './sender-process.ts';
import { Senders } from './senders.ts';

const bench = new DispatchBench();
// The process of a sender has the system's clock: so has this test.
beforeAll(() => bench.start({ SENDERS: '1', LEASE_SECONDS: '3', UNCERTAIN: 'send-again', BATCH_SIZE: '5' }));
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

  it('SEND-3: tells all who asked it for one batch how that ended, as after a wiped Redis', async () => {
    const senders = bench.notification.app.get(Senders);
    const key = `${randomUUID()}.1`;
    expect(await Promise.all([senders.send(key), senders.send(key)])).toEqual([undefined, undefined]);
  });

  it('ends with its service, and with it what waits for one that was just started', async () => {
    const senders = bench.notification.app.get(Senders);
    const killed = pid() ?? 0;
    process.kill(killed, 'SIGKILL');
    await eventually(
      async () => pid(),
      (now) => now !== killed,
    );
    const running = pid() ?? 0;
    const asked = senders.send(`${randomUUID()}.1`);
    await Promise.all([senders.stop(), Promise.allSettled([asked])]);
    expect(isGone(running)).toBe(true);
  });

  it('is started again also when the machine had no room for it', async () => {
    const { facts, log } = { facts: {} as SenderFacts, log: createLogger('notification', 'silent') };
    let launched = 0;
    const launchedTwice = new Promise<void>((resolve) => {
      const sender = new SenderProcess(
        { kind: 'begin', facts, logLevel: 'silent' },
        log,
        () => undefined,
        () => {
          launched += 1;
          if (launched === 2) sender.stop().then(resolve);
          return fork('nothing.js', { execPath: '/there/is/no/such/program' });
        },
      );
      sender.start();
    });
    await launchedTwice;
    expect(launched).toBe(2);
  });
});
