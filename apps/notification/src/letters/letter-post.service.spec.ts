import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { askedRecorded } from '../messages.testing.ts';
import { isDecided, LetterBench, newAddress } from './letters.testing.ts';

const bench = new LetterBench();
beforeAll(() => bench.start());
afterEach(() => bench.calm());
afterAll(() => bench.stop());

describe('a letter that meets trouble', () => {
  it('SEND-4: is tried again after 4xx, with the same Message-ID', async () => {
    const address = newAddress();
    const tried: (string | undefined)[] = [];
    bench.mails.refuseMessages((mail) => {
      tried.push(mail.header('Message-ID'));
      return tried.length < 3 ? { code: 451, text: '4.3.0 later' } : undefined;
    });
    const { id } = await bench.notification.send(askedRecorded({ address }));
    for (const attempt of [1, 2]) {
      await bench.letter(id, ({ state, attempts }) => state === 'due' && attempts === attempt);
      bench.clock.advance(60);
    }
    await bench.letter(id, ({ state }) => state === 'sent');
    expect(new Set(tried).size).toBe(1);
    expect(tried).toHaveLength(3);
  });

  it('SEND-4: fails on 5xx with its code, and forgets the address', async () => {
    bench.mails.refuseRecipients(() => ({ code: 550, text: '5.1.1 unknown' }));
    const { id } = await bench.notification.send(askedRecorded({ address: newAddress() }));
    expect(await bench.letter(id, isDecided)).toMatchObject({
      state: 'failed',
      reason: '5.1.1',
      address: null,
    });
  });

  it('SEND-4: waits when the relay objects to us: it is not the resident who failed', async () => {
    bench.mails.refuseRecipients(() => ({ code: 550, text: '5.7.1 policy' }));
    const { id } = await bench.notification.send(askedRecorded({ address: newAddress() }));
    expect(await bench.letter(id, ({ reason }) => reason !== null)).toMatchObject({
      state: 'due',
      reason: '5.7.1',
    });
  });

  it('ASK-6: is not sent any more once its link has expired', async () => {
    bench.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const address = newAddress();
    const { id } = await bench.notification.send(askedRecorded({ address }));
    await bench.letter(id, ({ attempts, state }) => attempts === 1 && state === 'due');
    bench.mails.refuseRecipients();
    bench.clock.set('2026-03-10T00:00:00.000Z');
    expect(await bench.letter(id, isDecided)).toMatchObject({ state: 'failed', reason: 'expired' });
    expect(bench.mails.to(address)).toEqual([]);
  });

  it('is taken over from a process that fell silent, and a wiped Redis does not matter', async () => {
    const address = newAddress();
    bench.mails.refuseRecipients(() => ({ code: 450, text: '4.2.0 later' }));
    const { id } = await bench.notification.send(askedRecorded({ address }));
    await bench.letter(id, ({ attempts, state }) => attempts === 1 && state === 'due');
    bench.mails.refuseRecipients();
    await bench.notification.dataSource.query(
      `UPDATE letters SET state = 'leased', leased_until = clock_timestamp() - interval '1 second' WHERE id = $1`,
      [id],
    );
    await bench.notification.redis.flush();
    expect((await bench.mails.nextMail(address)).subject).toContain('Please confirm');
  });
});
