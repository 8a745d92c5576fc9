import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Follower } from '../dispatch/dispatch.testing.ts';
import { LetterQuery } from '../letters/letter.query.ts';
import { LetterDeliverer } from '../letters/letter-deliverer.ts';
import { erased, preferencesChanged } from '../messages.testing.ts';
import { DigestBench } from './digests.testing.ts';

type One = [Follower];
type Two = [Follower, Follower];
type Three = [Follower, Follower, Follower];

const bench = new DigestBench();
beforeAll(() => bench.start());
beforeEach(() => bench.begin());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

const later = () => ({ code: 451, text: '4.3.0 later' });
const told = async (follower: Follower) =>
  (await bench.digestsOf(follower)).map(({ announcements }) => announcements);

describe('digests', () => {
  it('tell in one mail of all that came out since the last one, daily or on the day of the week', async () => {
    const ways = [{ frequency: 'daily' }, { frequency: 'weekly' }, {}] as const;
    const [daily, weekly, atOnce] = (await bench.followers(...ways)) as Three;
    const [first, second] = [await bench.announced(), await bench.announced()];
    bench.at(1);
    await bench.runThrough();
    expect(await told(daily)).toEqual([[first, second]]);
    bench.at(2);
    await bench.runThrough();
    const third = await bench.announced();
    bench.at(7);
    await bench.runThrough();
    expect(await told(daily)).toEqual([[first, second], [third]]);
    expect(await told(weekly)).toEqual([[first, second, third]]);
    expect(bench.mailsTo([daily, weekly, atOnce])).toEqual([2, 1, 3]);
    expect(await bench.digestsOf(weekly)).toMatchObject([{ state: 'sent', address: null }]);
  });

  it('are not written when there is nothing to tell, and not twice on one day, whoever looks at once', async () => {
    const [daily] = (await bench.followers({ frequency: 'daily' })) as One;
    bench.at(1);
    await bench.runThrough();
    await bench.announced();
    await bench.runThrough();
    expect(await told(daily)).toEqual([]);
    bench.at(2);
    await Promise.all([bench.runThrough(), bench.runThrough()]);
    await bench.runThrough();
    expect(bench.mailsTo([daily])).toEqual([1]);
  });

  it('SEND-1, LEAVE-4: are not sent to who left since they were written', async () => {
    const [daily] = (await bench.followers({ frequency: 'daily' })) as One;
    await bench.announced();
    bench.at(1);
    bench.mails.refuseRecipients(later);
    await bench.run();
    await bench.refused(daily);
    await bench.leave(daily);
    bench.mails.refuseRecipients();
    bench.clock.advance(60);
    await bench.runThrough();
    const suppressed = { state: 'suppressed', reason: 'withdrew', address: null };
    expect(await bench.digestsOf(daily)).toMatchObject([suppressed]);
    expect(bench.mailsTo([daily])).toEqual([0]);
  });

  it('SEND-3, SEND-4: are tried again with the same Message-ID, and accounted for', async () => {
    const [daily, unknown] = (await bench.followers({ frequency: 'daily' }, { frequency: 'daily' })) as Two;
    await bench.announced();
    bench.at(1);
    const tried: (string | undefined)[] = [];
    bench.mails.refuseRecipients((address) =>
      address === unknown.address ? { code: 550, text: '5.1.1 no' } : undefined,
    );
    bench.mails.refuseMessages((mail) => {
      tried.push(mail.header('Message-ID'));
      return tried.length < 2 ? later() : undefined;
    });
    await bench.run();
    await bench.refused(daily);
    bench.clock.advance(60);
    await bench.runThrough();
    expect(tried).toHaveLength(2);
    expect(new Set(tried).size).toBe(1);
    const [counts] = await bench.query(
      'SELECT digests, sent, suppressed, failed FROM digest_runs ORDER BY day DESC LIMIT 1',
    );
    expect(counts).toEqual({ digests: 2, sent: 1, suppressed: 0, failed: 1 });
    expect(await bench.digestsOf(unknown)).toMatchObject([{ state: 'failed', reason: '5.1.1' }]);
  });

  it.each([
    ['before it is handed over', LetterDeliverer.prototype, 'deliver', 0],
    ['before what became of it is written', LetterQuery.prototype, 'settle', 1],
  ] as const)(
    'SEND-3: one whose worker is killed %s is not lost, and a repeat is what was on the wire at most',
    async (_, parts, step, repeats) => {
      const [one, other] = (await bench.followers({ frequency: 'daily' }, { frequency: 'daily' })) as Two;
      await bench.announced();
      bench.at(1);
      const killed = jest.spyOn(parts as unknown as { [name: string]: () => Promise<never> }, step);
      killed.mockRejectedValueOnce(new Error('killed'));
      await bench.run();
      await bench.silent();
      killed.mockRestore();
      await bench.runThrough();
      const mails = [one, other].flatMap(({ address }) => bench.mails.to(address));
      expect(mails).toHaveLength(2 + repeats);
      expect(new Set(mails.map((mail) => mail.header('Message-ID'))).size).toBe(2);
      for (const follower of [one, other])
        expect(await bench.digestsOf(follower)).toMatchObject([{ state: 'sent', address: null }]);
    },
  );

  it('bring what a pause kept back, and what came out before somebody wanted it at once again', async () => {
    const ways = [{ pausedUntil: bench.day(3) }, { frequency: 'daily' }] as const;
    const [paused, changed] = (await bench.followers(...ways)) as Two;
    const missed = await bench.announced();
    await bench.choose(changed, {}, 2);
    bench.at(1);
    await bench.runThrough();
    expect(bench.mailsTo([paused, changed])).toEqual([0, 1]);
    bench.at(3);
    await bench.announced();
    await bench.runThrough();
    expect(bench.mailsTo([paused, changed])).toEqual([2, 2]);
    expect(await told(paused)).toEqual([[missed]]);
    expect(await told(changed)).toEqual([[missed]]);
  });

  it('tell also of what a running dispatch had not sent when they were chosen, and of nothing that it had', async () => {
    const all = await bench.follow(6);
    bench.mails.hold();
    const id = await bench.announce();
    await bench.mails.held(2);
    const waiting = bench.notHandedOver(all);
    const [missed] = waiting as One;
    const [reached] = all.filter((one) => !waiting.includes(one)) as One;
    await bench.choose(missed, { frequency: 'daily' });
    await bench.choose(reached, { frequency: 'daily' });
    await bench.heard();
    bench.mails.release();
    await bench.statement(id);
    bench.at(1);
    await bench.runThrough();
    expect(bench.mailsTo(all)).toEqual(all.map(() => 1));
    expect(await told(missed)).toEqual([[id]]);
    expect(await told(reached)).toEqual([]);
  });

  it('PROOF-5: are given up for who is erased', async () => {
    const [daily] = (await bench.followers({ frequency: 'daily' })) as One;
    await bench.announced();
    bench.at(1);
    bench.mails.refuseRecipients(later);
    await bench.run();
    await bench.refused(daily);
    await bench.notification.send(erased({ residentIds: [daily.residentId] }));
    expect(await bench.digestsOf(daily)).toMatchObject([
      { state: 'suppressed', reason: 'erased', address: null },
    ]);
  });

  it('LEAVE-1, LEAVE-2: of several topics leave each of them and everything, and one press leaves everything', async () => {
    const [daily] = (await bench.followers({ frequency: 'daily' })) as One;
    await bench.announced();
    const [first, second] = [bench.topic, await bench.newTopic()];
    bench.topic = second;
    const { residentId, address } = daily;
    const other = await bench.followOne({ address });
    await bench.query(
      'UPDATE audience SET resident_id = $1 WHERE resident_id = $2',
      residentId,
      other.residentId,
    );
    const frequencies = [first, second].map((topic) => ({ topic, frequency: 'daily' as const }));
    await bench.notification.send(preferencesChanged({ residentId, version: 2, frequencies }));
    await bench.announced();
    bench.at(1);
    await bench.runThrough();
    const [mail] = bench.mails.to(address);
    const [one, two] = [bench.leaveUrl(daily), bench.leaveUrl(other)];
    for (const url of [one, two, `${one}/everything`, bench.manageUrl(daily)])
      expect(mail?.text).toContain(`${url}?lang=en`);
    expect(mail?.header('List-Unsubscribe')).toMatch(
      `<${one}/everything>, <mailto:leave@example.ca?subject=unsubscribe%20everything%20`,
    );
    expect(mail?.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
    expect(mail?.header('Auto-Submitted')).toBe('auto-generated');
    expect(mail?.subject).toBe('Meetings in March, and 1 more – Example City');
  });
});
