import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DispatchBench } from './dispatch.testing.ts';
import { ScriptedRelay } from './histories.testing.ts';
import { type Answer, histories, type Step } from './history.testing.ts';
import { HistoryRun, type Outcome } from './history-run.testing.ts';

/** Lived beside each other, as announcements of several topics are: so many times so many histories. */
const AT_ONCE = 12;
const TIMES = 17;
/** SEND-1: a mail may begin so long after its standing was read. */
const STANDING_MILLISECONDS = 1000;

const bench = new DispatchBench();
let relay: ScriptedRelay;
beforeAll(async () => {
  relay = await ScriptedRelay.start();
  // Mails that wait for their answer hold a connection each.
  const never = { STOP_AT_REFUSED_PERCENT: '100', STOP_AT_BOUNCE_PERCENT: '100' };
  await bench.start({ SMTP_URL: relay.url, DISPATCH_CONNECTIONS: '24', ...never });
});
afterAll(async () => {
  await bench.stop();
  relay.stop();
});

async function live(steps: Step[]): Promise<HistoryRun> {
  const run = new HistoryRun(bench, relay, await bench.newTopic());
  await run.live(steps);
  return run;
}

function expectAccounted({ statement, deliveries, frozen }: Outcome): void {
  const { audience, accepted, suppressed, failed, uncertain } = statement;
  expect(audience).toBe(frozen.length);
  expect(accepted + suppressed + failed + uncertain).toBe(audience);
  const ids = (all: { residentId: string }[]) => all.map(({ residentId }) => residentId).sort();
  expect(ids(deliveries)).toEqual(ids(frozen));
}

function expectWhatWasAnswered({ deliveries, frozen, mails }: Outcome): void {
  for (const { residentId, state } of deliveries) {
    const address = frozen.find((member) => member.residentId === residentId)?.address;
    const own = mails.filter(({ to }) => to === address);
    const heard = own.some(({ answer, unheard }) => answer === '250' && !unheard);
    if (heard) expect(['accepted', 'uncertain']).toContain(state);
    if (state === 'accepted') expect(own.some(({ answer }) => answer === '250')).toBe(true);
    if (state === 'failed') expect(own.some(({ answer }) => answer === '550')).toBe(true);
    // Once each: a mail that may have arrived is not sent again, and one that was tried again is the same mail.
    const arrived = own.filter(({ answer }) => answer === '250' || answer === 'none');
    expect(arrived.length).toBeLessThanOrEqual(1);
    expect(new Set(own.map(({ messageId }) => messageId)).size).toBeLessThanOrEqual(1);
  }
}

function expectNobodyWhoWasGivenUp({ deliveries, frozen, mails }: Outcome): void {
  for (const { residentId, address } of frozen.filter(({ isGivenUp }) => isGivenUp)) {
    expect(mails.filter(({ to }) => to === address)).toEqual([]);
    const delivery = deliveries.find((one) => one.residentId === residentId);
    expect(delivery).toMatchObject({ state: 'suppressed', reason: 'hard-bounce' });
  }
}

function expectNobodyWithoutStanding({ mails, frozen }: Outcome, run: HistoryRun): void {
  for (const { to, beganAt = 0 } of mails) {
    expect(frozen.map(({ address }) => address)).toContain(to);
    const { leftAt, isActive } = run.members.find(({ address }) => address === to) ?? {
      leftAt: 0,
      isActive: true,
    };
    if (!isActive) expect(beganAt).toBeLessThanOrEqual(leftAt + STANDING_MILLISECONDS);
  }
}

async function expectToHold(run: HistoryRun): Promise<void> {
  for (const outcome of run.outcomes) {
    expectAccounted(outcome);
    expectWhatWasAnswered(outcome);
    expectNobodyWhoWasGivenUp(outcome);
    expectNobodyWithoutStanding(outcome, run);
  }
  const active = run.members.filter(({ isActive }) => isActive).map(({ residentId }) => residentId);
  expect(await run.activeNow()).toEqual(active.sort());
}

describe('hundreds of random histories', () => {
  it('SEND-4: give up whom a mail cannot reach, and reach the others', async () => {
    const grants = [0, 1].map((who): Step => ({ does: 'grant', who }));
    const meanwhile = [{ does: 'grant' as const, who: 2 }];
    const announce = (answers: Answer[][]): Step => ({ does: 'announce', answers, meanwhile });
    const run = await live([...grants, announce([['refuse'], []]), announce([['wait'], []])]);
    await expectToHold(run);
    const [first, second] = run.outcomes.map(({ statement }) => statement);
    expect(first).toMatchObject({ audience: 2, accepted: 1, failed: 1 });
    expect(second).toMatchObject({ audience: 3, accepted: 2, suppressed: 1 });
  });

  it('SEND-2, SEND-3, LEAVE-4, LEAVE-6: account for everyone, mail nobody twice, and nobody who left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(histories, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (several) => {
        for (const run of await Promise.all(several.map(live))) await expectToHold(run);
      }),
      { numRuns: TIMES, seed: 1291839798, endOnFailure: true },
    );
  }, 600_000);
});
