import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ConsentAskedV1, LeaveAskedV1, ResidentErasedV1 } from '#libs/contracts';
import { AskService } from '../requests/ask.service.ts';
import { ConfirmService } from '../requests/confirm.service.ts';
import { addressHash } from '../residents/address-hash.ts';
import { type RunningSubscription, runSubscription } from '../subscription.testing.ts';

const PLAN = 'digital-infrastructure-plan';
const KINDS = ['unknown', 'pending', 'active', 'left', 'suppressed', 'erased'] as const;
type Kind = (typeof KINDS)[number];
/** Addresses of each kind; each is tried once at each door. */
const EACH = 40;
const START = Date.parse('2026-03-02T15:00:00.000Z');
const ROUNDS = 4;
/** Longer than any window in which an address gets one mail. */
const DAY_AND_MORE = 25 * 3_600_000;

/** Where anybody may give any address. Manner of asking: a form's fields or a program's JSON. */
const DOORS = [
  { name: 'the form', url: '/?lang=en', form: `topics=${PLAN}` },
  { name: 'the request for data', url: '/my-data?lang=en', form: '' },
  { name: 'the request for a link', url: '/manage?lang=en', form: '' },
  {
    name: 'the API',
    url: '/api/subscription/v1/requests',
    json: { topics: [PLAN], language: 'en', consent: true },
  },
  // A day later whoever waits for a mail gets it again.
  { name: 'the page after signing up', url: '/check-your-mail?lang=en', form: '', waits: true },
];

/** Milliseconds that an answer to each kind took, one after the other. */
type Turn = Record<string, number>;

const middle = (values: number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

/**
 * How far apart the times of the kinds lie: the largest ratio of two kinds' medians, each time taken as a share of its turn's own
 * median. What else the machine does makes whole turns slow, and all kinds alike, as they come in another order each turn.
 */
function unevenness(turns: Turn[]): number {
  const shares = turns.map((turn) => {
    const usual = middle(Object.values(turn));
    return Object.entries(turn).map(([kind, time]) => [kind, time / usual] as const);
  });
  const byKind = Map.groupBy(shares.flat(), ([kind]) => kind);
  const medians = [...byKind.values()].map((found) => middle(found.map(([, share]) => share)));
  return Math.max(...medians) / Math.min(...medians);
}

/** Each kind comes after each other one: what an answer leaves behind to be done meets all alike. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

/** What lies apart in practice is a tenth; before an unsent message took as long as a sent one, it was a half. */
const MOST = 1.5;

describe('answers to whoever gives an address that is not theirs', () => {
  let subscription: RunningSubscription;
  beforeAll(async () => {
    subscription = await runSubscription({ LARGE_DOMAINS: 'example.ca', CONFIRMATIONS_PER_MINUTE: '100000' });
    await prepare();
  }, 180_000);
  afterAll(() => subscription.stop());

  const addresses = (kind: Kind, round = '') =>
    Array.from({ length: EACH }, (_, index) => `${kind}${round}${index}@example.ca`);
  const ask = (email: string) =>
    subscription.app
      .get(AskService)
      .ask({ email, topics: [PLAN], language: 'en', manner: { control: 'subscribe-button', page: '/' } });

  /** Those who follow, and of them those who left, complained about mail, or were erased. */
  async function prepare(): Promise<void> {
    const follow: Kind[] = ['active', 'left', 'suppressed', 'erased'];
    await Promise.all(follow.flatMap((kind) => addresses(kind)).map(ask));
    const manner = { control: 'confirm-button', page: '/confirm' };
    const asked = await subscription.posted(ConsentAskedV1);
    const confirm = subscription.app.get(ConfirmService);
    await Promise.all(asked.map(({ confirmation }) => confirm.confirm(confirmation.token, manner)));
    const rows = await subscription.app
      .get(DataSource)
      .query<{ id: string; resident: string; address: string }[]>(
        'SELECT s.id, r.id AS resident, r.address FROM subscriptions s JOIN residents r ON r.id = s.resident_id',
      );
    expect(rows).toHaveLength(follow.length * EACH);
    const at = new Date(START).toISOString();
    await Promise.all(
      rows.map(async ({ id, resident, address }) => {
        if (address.startsWith('erased')) {
          const hash = addressHash(address, subscription.settings.addressKey[0] ?? '').toString('base64');
          const erased = { residentIds: [resident], addressHash: hash, erasedAt: at };
          await subscription.send(Object.assign(new ResidentErasedV1(), erased));
        } else if (!address.startsWith('active')) {
          const control = address.startsWith('left') ? 'mailed-unsubscribe' : 'complaint';
          const left = { subscriptionId: id, scope: 'everything', control, askedAt: at };
          await subscription.send(Object.assign(new LeaveAskedV1(), left));
        }
      }),
    );
  }

  let visits = 0;
  async function visit({ url, form, json }: (typeof DOORS)[number], email: string) {
    visits += 1;
    const payload = json ? { ...json, email } : `${form}&email=${encodeURIComponent(email)}`;
    const type = json ? 'application/json' : 'application/x-www-form-urlencoded';
    const headers = { 'content-type': type, 'x-forwarded-for': `10.${visits >> 8}.${visits & 255}.7` };
    const begun = performance.now();
    const answer = await subscription.app.inject({ method: 'POST', url, headers, payload });
    const milliseconds = performance.now() - begun;
    const { date: _, ...same } = answer.headers;
    return { milliseconds, told: JSON.stringify([answer.statusCode, same, answer.body]) };
  }

  /** One visit to each address, after a day on which nobody asked; what is told goes into `told`. */
  async function takeTurns(door: (typeof DOORS)[number], day: number, told: Set<string>) {
    subscription.clock.set(new Date(START + (day + 1) * DAY_AND_MORE).toISOString());
    await Promise.all(addresses('pending').map(ask));
    if (door.waits) subscription.clock.set(new Date(START + (day + 2) * DAY_AND_MORE).toISOString());
    const turns: Turn[] = [];
    for (let place = 0; place < EACH; place += 1) {
      const turn: Turn = {};
      for (const kind of shuffled(KINDS)) {
        const email = addresses(kind, kind === 'unknown' ? `-${day}-` : '')[place] ?? '';
        const answer = await visit(door, email);
        told.add(answer.told);
        turn[kind] = answer.milliseconds;
      }
      turns.push(turn);
    }
    return turns;
  }

  it.each(DOORS.map((door, index) => ({ ...door, index })))(
    'ABUSE-1: at $name are the same, and take the same time, for six kinds of address',
    async ({ index, ...door }) => {
      const told = new Set<string>();
      const turns: Turn[] = [];
      // What a busy machine makes uneven evens out with more turns; what lies in the answers themselves stays.
      for (let round = 0; round < ROUNDS && (round === 0 || unevenness(turns) >= MOST); round += 1) {
        turns.push(...(await takeTurns(door, index * ROUNDS + round, told)));
      }
      expect([...told]).toHaveLength(1);
      expect(unevenness(turns)).toBeLessThan(MOST);
    },
    180_000,
  );

  it('would be seen to take longer for one kind', () => {
    const slower = (scale: number) =>
      Array.from({ length: EACH }, (_, turn): Turn => {
        const busy = 4 + (turn % 7) * 3;
        const times = KINDS.map(
          (kind, place) => [kind, busy * (1 + ((turn * 5 + place * 7) % 11) / 15)] as const,
        );
        return { ...Object.fromEntries(times), slow: scale * busy * (1 + ((turn * 3) % 11) / 15) };
      });
    expect(unevenness(slower(1.1))).toBeLessThan(MOST);
    expect(unevenness(slower(1.7))).toBeGreaterThan(MOST);
  });
});
