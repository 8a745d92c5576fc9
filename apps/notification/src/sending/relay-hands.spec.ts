import { describe, expect, it } from '@jest/globals';
import type { Lane } from '#libs/lanes';
import { NoSession, type Verdict } from '#libs/smtp';
import type { Errand, Session } from './hand.ts';
import { RelayHands } from './relay-hands.ts';

const ACCEPTED: Verdict = { outcome: 'accepted' };
const HANG_UP: Verdict = { outcome: 'later', of: 'connection', reason: 'connection' };
const AWAY = new NoSession(HANG_UP);
/** All that waited for what just happened. */
const soon = () => new Promise(setImmediate);

/** A session that answers when it is told to. */
class Own implements Session {
  isOpen = true;
  isClosed = false;
  looks = 0;
  readonly asked: { to: string; answer: (verdict: Verdict) => Promise<void> }[] = [];

  send: Session['send'] = ({ envelope }) =>
    new Promise((resolve) => {
      this.asked.push({
        to: envelope.to,
        answer: (verdict) => {
          resolve(verdict);
          return soon() as Promise<void>;
        },
      });
    });
  reconsider() {
    this.looks += 1;
  }
  close() {
    this.isClosed = true;
    this.isOpen = false;
  }
  cut() {
    this.close();
  }
}

function hands(limits: { connections?: number; depth?: number; mailsEach?: number } = {}) {
  const sessions: Own[] = [];
  const world = { isOpen: true, isAway: false, elapsed: 0, hungUp: 0, greeting: Promise.resolve() };
  const own = new RelayHands(
    {
      open: async () => {
        await world.greeting;
        if (world.isAway) throw AWAY;
        sessions.push(new Own());
        return sessions.at(-1) as Own;
      },
      hungUp: () => {
        world.hungUp += 1;
      },
      isGateOpen: () => world.isOpen,
      elapsed: () => world.elapsed,
      now: () => world.elapsed,
    },
    { connections: 2, depth: 2, mailsEach: 1000, ...limits },
  );
  return { own, sessions, world };
}

/** What became of each mail is written down. */
function errands(count: number, lane: Partial<Lane> = {}) {
  const told: string[] = [];
  const free = { limits: {}, mayGo: () => true, wait: () => 0, saw: () => undefined, leave: () => undefined };
  const made = Array.from({ length: count }, (_, at): Errand => {
    const say = (what: string) => void told.push(`${at} ${what}`);
    return {
      mail: { envelope: { from: 'a@example.ca', to: `${at}@example.org` }, octets: () => Buffer.alloc(0) },
      lane: { ...free, ...lane } as Lane,
      mayGo: () => true,
      mayBegin: () => true,
      given: () => undefined,
      settle: ({ outcome }) => say(outcome),
      fail: () => say('failed'),
      giveUp: (error) => say(error ? 'without a session' : 'given up'),
      putOff: (milliseconds) => say(`put off ${milliseconds}`),
    };
  });
  return { told, made };
}

const onTheWay = (sessions: Own[]) => sessions.map(({ asked }) => asked.length);

describe('the hands of a sender', () => {
  it('open one more before a second mail waits in a session, and no more than they may', async () => {
    const { own, sessions } = hands();
    await own.ready();
    const { made } = errands(6);
    own.push(made);
    await soon();
    // Two a session, so that one round trip serves the end of one mail and the beginning of the next.
    expect(onTheWay(sessions)).toEqual([2, 2]);
    await sessions[0]?.asked[0]?.answer(ACCEPTED);
    expect(onTheWay(sessions)).toEqual([3, 2]);
  });

  it('SEND-1: give a slow session one mail at a time', async () => {
    const { own, sessions, world } = hands({ connections: 1 });
    await own.ready();
    own.push(errands(5).made);
    world.elapsed = 300;
    await sessions[0]?.asked[0]?.answer(ACCEPTED);
    await sessions[0]?.asked[1]?.answer(ACCEPTED);
    expect(onTheWay(sessions)).toEqual([3]);
  });

  it('ask sessions that have a mail whether those behind it may still begin', async () => {
    const { own, sessions } = hands();
    await own.ready();
    own.look();
    expect(sessions.map(({ looks }) => looks)).toEqual([0]);
    own.push(errands(2).made);
    own.look();
    expect(sessions.map(({ looks }) => looks)).toEqual([1]);
  });

  it('hand nothing over while the gate is closed, and drop who may not go any more', async () => {
    const { own, sessions, world } = hands();
    await own.ready();
    const { told, made } = errands(2);
    world.isOpen = false;
    own.push(made);
    await soon();
    expect(onTheWay(sessions)).toEqual([0]);
    (made[0] as Errand).mayGo = () => false;
    world.isOpen = true;
    own.pump();
    expect(told).toEqual(['0 given up']);
    expect(sessions.flatMap(({ asked }) => asked.map(({ to }) => to))).toEqual(['1@example.org']);
  });

  it('replace a session that has carried enough, once its mails are answered', async () => {
    const { own, sessions } = hands({ connections: 1, mailsEach: 2 });
    await own.ready();
    own.push(errands(3).made);
    await soon();
    expect(onTheWay(sessions)).toEqual([2]);
    await sessions[0]?.asked[0]?.answer(ACCEPTED);
    expect(sessions[0]?.isClosed).toBe(false);
    await sessions[0]?.asked[1]?.answer(ACCEPTED);
    await soon();
    expect(sessions[0]?.isClosed).toBe(true);
    expect(onTheWay(sessions)).toEqual([2, 1]);
  });

  it('SEND-9: replace one as early as a lane wants it that counts mails by connection', async () => {
    const { own, sessions } = hands({ connections: 1 });
    await own.ready();
    const lane = { limits: { connections: 1, mails: 1 } } as Partial<Lane>;
    const { made } = errands(2);
    const shared = { ...(made[0] as Errand).lane, ...lane } as Lane;
    for (const errand of made) errand.lane = shared;
    own.push(made);
    await soon();
    await sessions[0]?.asked[0]?.answer(ACCEPTED);
    await soon();
    expect(onTheWay(sessions)).toEqual([1, 1]);
  });

  it('tell of a session that ended before it took any mail, and only of such a one', async () => {
    const { own, sessions, world } = hands({ connections: 1, depth: 1 });
    await own.ready();
    const { told, made } = errands(3);
    own.push(made);
    await sessions[0]?.asked[0]?.answer(ACCEPTED);
    await sessions[0]?.asked[1]?.answer(HANG_UP);
    expect(world.hungUp).toBe(0);
    const session = sessions[0] as Own;
    session.isOpen = false;
    await session.asked[2]?.answer(HANG_UP);
    own.push(errands(1).made);
    await soon();
    await sessions[1]?.asked[0]?.answer(HANG_UP);
    expect(world.hungUp).toBe(1);
    expect(told).toEqual(['0 accepted', '1 later', '2 later']);
  });

  it('give up what waits when no session is left and none can be had', async () => {
    const { own, sessions, world } = hands({ connections: 1, depth: 1 });
    await own.ready();
    const { told, made } = errands(3);
    own.push(made);
    world.isAway = true;
    world.elapsed = 10_000;
    const session = sessions[0] as Own;
    session.isOpen = false;
    await session.asked[0]?.answer(HANG_UP);
    await soon();
    expect(told).toEqual(['0 later', '1 without a session', '2 without a session']);
    await expect(own.ready()).rejects.toBe(AWAY);
  });

  it('wait for the sessions that are on their way, and open no more than they may meanwhile', async () => {
    const { own, sessions, world } = hands({ connections: 1, depth: 1 });
    await own.ready();
    own.push(errands(2).made);
    const { promise, resolve } = Promise.withResolvers<void>();
    world.greeting = promise;
    (sessions[0] as Own).isOpen = false;
    await sessions[0]?.asked[0]?.answer(HANG_UP);
    const isReady = Promise.all([own.ready(), own.ready()]);
    resolve();
    await isReady;
    await soon();
    expect(onTheWay(sessions)).toEqual([1, 1]);
    for (const session of sessions) session.isOpen = false;
    await sessions[1]?.asked[0]?.answer(ACCEPTED);
    world.isAway = true;
    await expect(Promise.all([own.ready(), own.ready()])).rejects.toBe(AWAY);
  });

  it('replace sessions that were closed while they had nothing to do', async () => {
    const { own, sessions } = hands();
    await own.ready();
    own.push(errands(2).made);
    await soon();
    for (const { answer } of sessions[0]?.asked ?? []) await answer(ACCEPTED);
    for (const session of sessions) session.isOpen = false;
    own.push(errands(1).made);
    await soon();
    expect(onTheWay(sessions)).toEqual([2, 0, 1]);
  });

  it('put off a mail whose lane has no room for long', async () => {
    const { own } = hands();
    await own.ready();
    const lane = { mayGo: () => false, wait: () => 60_000, putOff: () => 61_000 };
    const { told, made } = errands(1, lane);
    own.push(made);
    expect(told).toEqual(['0 put off 61000']);
  });

  it('do not put off for its lane what waits for us alone', async () => {
    const { own, sessions, world } = hands();
    await own.ready();
    const lane = { isFull: true, mayGo: () => !lane.isFull, wait: () => Number.POSITIVE_INFINITY };
    const { told, made } = errands(1, { ...lane, putOff: () => 1000 });
    own.push(made);
    world.isOpen = false;
    world.elapsed = 300;
    own.pump();
    expect(told).toEqual([]);
    lane.isFull = false;
    world.isOpen = true;
    own.pump();
    expect([told, onTheWay(sessions)]).toEqual([[], [1]]);
  });

  it('do not take a session that had stood idle for one that ends at once', async () => {
    const { own, sessions, world } = hands({ connections: 1, depth: 1 });
    await own.ready();
    world.elapsed = 60_000;
    own.push(errands(1).made);
    const session = sessions[0] as Own;
    session.isOpen = false;
    await session.asked[0]?.answer(HANG_UP);
    expect(world.hungUp).toBe(0);
  });

  it('close after the mails that are on their way, also a session that was just being opened', async () => {
    const { own, sessions } = hands();
    await own.ready();
    const { made, told } = errands(2);
    // Opens a second session, which is there in a moment.
    own.push(made);
    own.close();
    await soon();
    expect(sessions.map(({ isClosed }) => isClosed)).toEqual([false, true]);
    for (const { answer } of sessions[0]?.asked ?? []) await answer(ACCEPTED);
    await soon();
    expect(sessions[0]?.isClosed).toBe(true);
    expect(told).toEqual(['0 accepted', '1 accepted']);
  });
});
