import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dispatchFinished } from '../acts/acts.testing.ts';
import { recordOf } from '../ledger.testing.ts';
import { imported, NOTICE_FR, subscribedTopic, withdrew } from '../messages.testing.ts';
import { ErasuresService } from '../rights/erasures.service.ts';
import { WhyService } from './why.service.ts';
import { type Follower, type RunningWhy, runWhy } from './why.testing.ts';

let running: RunningWhy;
let why: WhyService;
let follower: Follower;

beforeAll(async () => {
  running = await runWhy();
  why = running.consent.app.get(WhyService);
  follower = await running.follow('one@example.ca');
});
afterAll(() => running.stop());

const LEFT = '2026-03-02T14:59:50.000Z';
const leave = (residentId: string) =>
  running.tell(withdrew({ residentId, topics: [subscribedTopic({ version: 2 })], occurredAt: LEFT }));
const at = (time: string) => new Date(`2026-03-02T${time}Z`);
const standing = (residentId: string, time: string) => why.standing(residentId, at(time));

describe('why a resident got one message', () => {
  it('PROOF-1: names request, consent, words, release and dispatch, and that nobody had left', async () => {
    const answer = await why.answer(await running.ask(follower));
    expect(answer).toMatchObject({
      grounds: { consent: { index: follower.confirmed }, asked: { index: follower.asked } },
      releases: [{ act: { author: 'subject-of-amira', approver: 'subject-of-paul' } }],
      dispatch: { kind: 'send', act: { audience: 3 } },
    });
    expect(answer?.grounds.consent?.notices).toMatchObject([{ language: 'fr', text: NOTICE_FR }]);
    expect(answer?.grounds).not.toHaveProperty('endedBefore');
    expect(answer?.asOf.size).toBeGreaterThan(answer?.question.index ?? 0);
  });

  it('PROOF-1: says that the resident had left before the message was handed over, or after', async () => {
    const leaver = await running.follow('leaver@example.ca');
    const left = await leave(leaver.residentId);
    const late = await why.answer(await running.ask(leaver, { handedAt: '2026-03-02T14:59:55Z' }));
    expect(late?.grounds).toMatchObject({
      consent: { index: leaver.confirmed },
      endedBefore: { index: left },
    });
    const early = await why.answer(await running.ask(leaver, { handedAt: '2026-03-02T14:59:45Z' }));
    expect(early?.grounds).toMatchObject({ endedAfter: { index: left } });
    expect(early?.grounds).not.toHaveProperty('endedBefore');
  });

  it('finds no consent in an entry that is another’s, or about another topic', async () => {
    const other = await running.follow('other@example.ca');
    for (const own of [{ ledgerIndex: follower.confirmed }, { topic: 'parks' }, { ledgerIndex: 9_999 }]) {
      const { grounds } = (await why.answer(await running.ask(other, own))) ?? {};
      expect(grounds).not.toHaveProperty('consent');
      expect(grounds).not.toHaveProperty('erased');
    }
  });

  it('waits for a question that has not come, and answers nothing else by an id', async () => {
    expect(await why.answer(randomUUID())).toBeUndefined();
    const finished = dispatchFinished();
    await running.consent.send(finished);
    await recordOf(running.consent, { eventId: finished.dispatchId });
    expect(await why.answer(finished.dispatchId)).toBeUndefined();
  });

  it('IMP-1: names the basis of a consent that was imported, and when it ends by itself', async () => {
    const residentId = randomUUID();
    const index = await running.tell(imported({ residentId, address: 'imported@example.ca' }));
    const question = await running.ask({ ...follower, residentId, confirmed: index });
    const page = (await running.open(`/audit/deliveries/${question}`)).body;
    for (const words of ['implied, from an inquiry', 'sheets of the open house', 'Ends by itself'])
      expect(page).toContain(words);
    expect(page).not.toContain('no request that belongs');
  });
});

describe('what stood at a moment', () => {
  it('PROOF-1: by address and time: nothing, then consent, then that they left', async () => {
    const leaver = await running.follow('moments@example.ca');
    const left = await leave(leaver.residentId);
    const [before, during, after] = [
      await standing(leaver.residentId, '14:59:10'),
      await standing(leaver.residentId, '14:59:40'),
      await standing(leaver.residentId, '15:10:00'),
    ];
    expect(before?.all).toEqual([{ topic: 'digital-plan', at: '2026-03-02T14:59:10.000Z' }]);
    expect(during).toMatchObject({
      address: 'moments@example.ca',
      all: [{ consent: { index: leaver.confirmed }, endedAfter: { index: left } }],
    });
    expect(after?.all).toMatchObject([{ endedBefore: { index: left } }]);
    expect(await standing(randomUUID(), '15:10:00')).toBeUndefined();
  });

  it('names the dispatches that may have reached them then, however many came since', async () => {
    const then = { plannedAt: '2024-05-06T10:00:00Z', finishedAt: '2024-05-06T11:00:00Z' };
    const [wanted, later] = [
      dispatchFinished(then),
      dispatchFinished({ ...then, plannedAt: '2024-05-06T10:45:00Z' }),
    ];
    for (const one of [wanted, later]) {
      await running.consent.send(one);
      await recordOf(running.consent, { eventId: one.dispatchId });
    }
    const found = async (moment: string) =>
      (await why.standing(follower.residentId, new Date(moment)))?.dispatches.map(
        ({ act }) => act?.dispatch_id,
      );
    expect(await found('2024-05-06T10:30:00Z')).toEqual([wanted.dispatchId]);
    expect(await found('2024-05-07T10:59:00Z')).toEqual([wanted.dispatchId, later.dispatchId]);
    expect(await found('2024-05-06T09:59:00Z')).toEqual([]);
    expect(await found('2024-05-07T11:01:00Z')).toEqual([]);
  });
});

describe('what was erased', () => {
  it('PROOF-5: says that nothing is left to rely on, instead of that there was no consent', async () => {
    const gone = await running.follow('gone@example.ca');
    const { consent } = running;
    await consent.app.get(ErasuresService).erase({ address: gone.address, by: 'Odile', reason: 'request 7' });
    await consent.sequence();
    const question = await running.ask(gone);
    expect(await why.answer(question)).toMatchObject({
      grounds: { erased: { index: gone.confirmed, status: 'erased' } },
    });
    const page = (await running.open(`/audit/deliveries/${question}`)).body;
    expect(page).toContain('has been erased. Its entry stays in the ledger');
    expect(page).not.toContain('no consent that this could rely on');
    expect(page).not.toContain('gone@example.ca');
    expect(await standing(gone.residentId, '15:10:00')).toMatchObject({
      all: [{ erased: { action: 'erased' } }],
    });
  });
});
