import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DigestBench } from '../digests/digests.testing.ts';
import type { Follower } from '../dispatch/dispatch.testing.ts';
import { DigestActsService } from './digest-acts.service.ts';

type One = [Follower];

const bench = new DigestBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const omar = { subject: 'omar', name: 'Omar' };
const daily = { frequency: 'daily' } as const;
const later = () => ({ code: 451, text: '4.3.0 later' });
const acts = () => bench.notification.app.get(DigestActsService);
const told = async (follower: Follower) =>
  (await bench.digestsOf(follower)).filter(({ state }) => state === 'sent').map((one) => one.announcements);
const noted = () => bench.query<{ act: string }>('SELECT act, person_name FROM digest_acts ORDER BY number');
/** On a day of its own, and through. */
const day = async (number: number) => {
  bench.at(number);
  await bench.runThrough();
};
/** Written, and refused by the relay for now. */
const written = async (number: number, ...followers: Follower[]) => {
  bench.at(number);
  bench.mails.refuseRecipients(later);
  await bench.run();
  for (const follower of followers) await bench.refused(follower);
  bench.mails.refuseRecipients();
};

describe('what staff hold back from digests', () => {
  it('is not told, and is told once by the next ones when they let it', async () => {
    const [follower] = (await bench.followers(daily)) as One;
    const [wrong, right] = [await bench.announced(), await bench.announced()];
    await acts().withhold(omar, wrong);
    await acts().withhold(omar, wrong);
    await day(1);
    expect(await told(follower)).toEqual([[right]]);
    await day(2);
    await acts().tell(omar, { announcementId: wrong, topic: bench.topic });
    await day(3);
    await day(4);
    expect(await told(follower)).toEqual([[right], [wrong]]);
    expect(bench.mailsTo([follower])).toEqual([2]);
    expect((await noted()).slice(-2)).toEqual([
      { act: 'withhold', person_name: 'Omar' },
      { act: 'tell', person_name: 'Omar' },
    ]);
  });

  it('is taken out of digests that are written and wait, and those that say nothing else are not sent', async () => {
    const [both, alone] = (await bench.followers(daily, daily)) as [Follower, Follower];
    const first = await bench.announced();
    await day(1);
    const [wrong, right] = [await bench.announced(), await bench.announced()];
    await written(2, both, alone);
    await acts().withhold(omar, wrong);
    bench.clock.advance(60);
    await bench.runThrough();
    expect(await told(both)).toEqual([[first], [right]]);
    expect(bench.mails.to(both.address).at(-1)?.subject).toBe('Meetings in March – Example City');
    const onlyWrong = await bench.announced();
    await written(3, both, alone);
    await acts().withhold(omar, onlyWrong);
    bench.clock.advance(60);
    await bench.runThrough();
    expect((await bench.digestsOf(alone)).at(-1)).toMatchObject({ state: 'suppressed', reason: 'withheld' });
    await acts().tell(omar, { announcementId: onlyWrong, topic: bench.topic });
    await acts().tell(omar, { announcementId: wrong, topic: bench.topic });
    await day(4);
    await day(5);
    expect((await told(alone)).flat().toSorted()).toEqual([first, right, onlyWrong, wrong].toSorted());
    expect(bench.mailsTo([alone])).toEqual([3]);
  });

  it('is also what is being sent and paused, until it goes on; nobody is told twice', async () => {
    const [follower, changed, early] = (await bench.followers(daily, daily, daily, {})) as [
      Follower,
      Follower,
      Follower,
    ];
    bench.mails.refuseRecipients(() => ({ code: 550, text: '5.7.1 We do not know this sender' }));
    const id = await bench.announce();
    const { dispatchId } = await bench.statement(id, ({ state }) => state === 'paused');
    bench.mails.refuseRecipients();
    // As if a digest had told of it before it paused.
    await bench.query(
      `INSERT INTO digests (id, run_id, state, resident_id, language, announcements, ledger_indexes, message_id, story_id,
         created_at, due_at, expires_at, decided_at)
       SELECT gen_random_uuid(), id, 'sent', $1, 'en', ARRAY[$2::uuid], ARRAY[1::bigint], 'x', id, now(), now(), now(), now()
       FROM digest_runs ORDER BY day LIMIT 1`,
      early.residentId,
      id,
    );
    await bench.choose(changed, {}, 2);
    await day(1);
    expect(bench.mailsTo([follower, changed, early])).toEqual([0, 0, 0]);
    await bench.dispatches.resume(dispatchId);
    bench.clock.advance(120);
    await bench.statement(id);
    await day(2);
    await day(3);
    expect(await told(follower)).toEqual([[id]]);
    expect(await told(changed)).toEqual([[id]]);
    expect(bench.mailsTo([follower, changed, early])).toEqual([1, 1, 0]);
  });
});

describe('digests that staff stop', () => {
  it('are neither written nor sent until they go on, and then each once', async () => {
    const [follower, other] = (await bench.followers(daily, daily)) as [Follower, Follower];
    const first = await bench.announced();
    await written(1, follower, other);
    await acts().stop(omar);
    await acts().stop(omar);
    const second = await bench.announced();
    bench.clock.advance(60);
    await bench.run();
    bench.at(2);
    await bench.run();
    expect(await bench.query('SELECT 1 FROM digest_runs WHERE day = $1', bench.day(2))).toEqual([]);
    expect(bench.mailsTo([follower, other])).toEqual([0, 0]);
    await acts().goOn(omar);
    await bench.runThrough();
    await bench.runThrough();
    expect(await told(follower)).toEqual([[first], [second]]);
    expect(bench.mailsTo([follower, other])).toEqual([2, 2]);
    expect((await noted()).slice(-2).map(({ act }) => act)).toEqual(['stop', 'go-on']);
  });
});
