import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Lane } from '#libs/lanes';
import type { Verdict } from '#libs/smtp';
import type { Intent, LeasedBatch } from './batch.ts';
import { BatchSender, type SenderParts } from './batch-sender.ts';
import type { Session } from './hand.ts';
import type { Entry } from './outcome-book.ts';
import { RelayHands } from './relay-hands.ts';
import { FIRST_WINDOW } from './window-size.ts';

const ACCEPTED: Verdict = { outcome: 'accepted' };
const TOO_LATE: Verdict = { outcome: 'later', of: 'connection', reason: 'too-late' };
const OBJECTION: Verdict = { outcome: 'stop-sender', reason: '5.7.1' };
const LONG_AGO = new Date('2026-03-02T15:00:00.000Z');
const CONNECTIONS = 3;

/** A relay that answers at once, but never about some addresses: whoever comes behind those in their session waits. */
class Relay {
  readonly silentAbout = new Set<string>();
  readonly objectsTo = new Set<string>();
  readonly got: string[] = [];
  readonly sessions: Queue[] = [];

  open(): Session {
    const session = new Queue(this);
    this.sessions.push(session);
    return session;
  }

  /** Who waits in a session behind one that is not answered. */
  get behind(): string[] {
    return this.sessions.flatMap(({ waiting }) => waiting.slice(1).map(({ to }) => to));
  }

  answer(): void {
    this.silentAbout.clear();
    for (const session of this.sessions) session.goOn();
  }
}

class Queue implements Session {
  isOpen = true;
  readonly waiting: { to: string; mayBegin: () => boolean; answer: (verdict: Verdict) => void }[] = [];

  constructor(private readonly relay: Relay) {}

  send: Session['send'] = ({ envelope: { to } }, mayBegin) =>
    new Promise((answer) => {
      this.waiting.push({ to, mayBegin, answer });
      if (this.waiting.length === 1) this.goOn();
    });

  goOn(): void {
    for (let first = this.waiting[0]; first; first = this.waiting[0]) {
      if (!this.relay.got.includes(first.to) && !first.mayBegin()) first.answer(TOO_LATE);
      else {
        if (!this.relay.got.includes(first.to)) this.relay.got.push(first.to);
        if (this.relay.silentAbout.has(first.to)) return;
        first.answer(this.relay.objectsTo.has(first.to) ? OBJECTION : ACCEPTED);
      }
      this.waiting.shift();
    }
  }

  reconsider(): void {
    for (const late of this.waiting.slice(1).filter(({ mayBegin }) => !mayBegin())) {
      this.waiting.splice(this.waiting.indexOf(late), 1);
      late.answer(TOO_LATE);
    }
  }

  close(): void {
    this.isOpen = false;
  }

  cut(): void {
    this.close();
  }
}

function sender(residents: number) {
  const relay = new Relay();
  const elapsed = () => performance.now();
  const left = new Set<string>();
  const decided: Entry[] = [];
  const givenBack: (Date | undefined)[] = [];
  const noted: string[] = [];
  const paused: string[] = [];
  const intents = Array.from({ length: residents }, (_, at) => ({
    residentId: String(at),
    address: `${at}@example.org`,
  }));
  const hands = new RelayHands(
    {
      ...{ open: async () => relay.open(), hungUp: () => undefined, isGateOpen: () => true },
      ...{ elapsed, now: elapsed },
    },
    { connections: CONNECTIONS, depth: 2, mailsEach: 1000 },
  );
  const looking = setInterval(() => hands.look(), 50);
  const lane = { limits: {}, mayGo: () => true, wait: () => 0, saw: () => undefined, leave: () => undefined };
  const parts = {
    batches: {
      lease: async () =>
        ({ id: 'b', epoch: 1, dispatchId: 'd', windowEndsAt: LONG_AGO, leasedAt: LONG_AGO }) as LeasedBatch,
      renew: async () => true,
      pause: async (_dispatchId: string, reason: string) => paused.push(reason) === 1,
      giveBack: async (_batch: LeasedBatch, { dueAt }: { dueAt?: Date }) => {
        givenBack.push(dueAt);
        return { toDo: 0, deferred: 0 };
      },
    },
    windows: {
      next: async (_batch: LeasedBatch, { after = '-1', size }: { after?: string; size: number }) => {
        const window = intents.slice(Number(after) + 1, Number(after) + 1 + size);
        noted.push(...window.map(({ residentId }) => residentId));
        return {
          isHeld: true,
          intents: window,
          after: window.length < size ? undefined : window.at(-1)?.residentId,
        };
      },
      again: async (_batch: LeasedBatch, some: Intent[]) =>
        some.filter(({ residentId }) => !left.has(residentId)),
    },
    mails: {
      prepare: async () => ({
        to: ({ address }: Intent) => ({
          envelope: { from: 'a@example.ca', to: address },
          octets: () => Buffer.alloc(0),
        }),
      }),
    },
    book: { add: (entry: Entry) => void decided.push(entry), settled: async () => undefined },
    revocations: {
      runsAgain: () => undefined,
      halt: () => undefined,
      isStopped: () => false,
      of: () => undefined,
      isFresh: true,
    },
    ...{ hands, lanes: { of: () => lane as unknown as Lane }, elapsed, now: elapsed },
    clock: { now: () => new Date(LONG_AGO.getTime() + elapsed()) },
    random: { bytes: () => Buffer.alloc(1) },
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    ...{ uncertain: 'hold', leaseSeconds: 3600 },
  };
  const own = new BatchSender(parts as unknown as SenderParts);
  const accepted = () =>
    decided.filter(({ outcome }) => outcome.state === 'accepted').map(({ intent }) => intent.residentId);
  return {
    own,
    relay,
    left,
    decided,
    givenBack,
    noted,
    paused,
    accepted,
    intents,
    stop: () => clearInterval(looking),
  };
}

describe('a batch on its way to relays of which one is silent', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('sends all others of the window, and the windows that follow, in seconds; and is kept until the answer', async () => {
    const { own, relay, accepted, givenBack, decided, intents, stop } = sender(200);
    relay.silentAbout.add('3@example.org');
    const sending = own.send('b.1');
    await jest.advanceTimersByTimeAsync(100);
    expect(relay.behind.length).toBeGreaterThan(0);
    await jest.advanceTimersByTimeAsync(4900);
    expect(accepted().length).toBe(199);
    expect(givenBack).toEqual([]);
    relay.answer();
    await sending;
    expect(
      accepted()
        .map(Number)
        .sort((one, other) => one - other),
    ).toEqual(intents.map((_, at) => at));
    expect([decided.length, relay.got.length]).toEqual([200, 200]);
    expect(givenBack).toEqual([undefined]);
    stop();
  });

  it('SEND-1: sends to nobody who left while they waited behind one that is not answered', async () => {
    const { own, relay, left, accepted, decided, stop } = sender(40);
    relay.silentAbout.add('0@example.org');
    const sending = own.send('b.1');
    await jest.advanceTimersByTimeAsync(100);
    const [waits = ''] = relay.behind;
    left.add(waits.split('@')[0] ?? '');
    await jest.advanceTimersByTimeAsync(4900);
    expect(accepted().length).toBe(38);
    expect(relay.got).not.toContain(waits);
    expect(decided.find(({ intent }) => intent.address === waits)?.outcome).toMatchObject({
      reason: 'not-begun',
    });
    relay.answer();
    await sending;
    stop();
  });

  it('notes nobody more while all its sessions are silent', async () => {
    const { own, relay, noted, accepted, intents, stop } = sender(200);
    for (const { address } of intents) relay.silentAbout.add(address);
    const sending = own.send('b.1');
    await jest.advanceTimersByTimeAsync(60_000);
    expect([relay.got.length, noted.length]).toEqual([CONNECTIONS, FIRST_WINDOW]);
    relay.answer();
    await jest.advanceTimersByTimeAsync(5000);
    await sending;
    expect(accepted().length).toBe(200);
    stop();
  });

  it('SEND-4: stops for an objection at once, and not again once somebody let the dispatch go on', async () => {
    const { own, relay, paused, decided, stop } = sender(200);
    relay.silentAbout.add('0@example.org');
    relay.objectsTo.add('60@example.org');
    const sending = own.send('b.1');
    await jest.advanceTimersByTimeAsync(5000);
    expect(paused).toEqual(['5.7.1']);
    relay.answer();
    await sending;
    expect(paused).toEqual(['5.7.1']);
    expect(decided.some(({ outcome }) => outcome.state === 'deferred')).toBe(true);
    stop();
  });
});
