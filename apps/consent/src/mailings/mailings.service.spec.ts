import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CheckpointOfDayV1, CheckpointPublishedV1 } from '#libs/contracts';
import { openCheckpoint, parseVerifierKey } from '#libs/tlog';
import { ORIGIN, openConsent, type RunningConsent } from '../consent.testing.ts';
import { Sequencing } from '../ledger/sequencing.ts';
import { fillInbox } from '../ledger.testing.ts';
import { KeysService } from '../publication/keys.service.ts';
import { PublicationService } from '../publication/publication.service.ts';
import { MailingRounds } from './mailing-rounds.ts';
import { MailingsService } from './mailings.service.ts';

let consent: RunningConsent;

beforeEach(async () => {
  consent = await openConsent();
  await consent.app.get(KeysService).note();
});

afterEach(async () => {
  await consent.stop();
});

async function grow(events: number): Promise<void> {
  await fillInbox(consent, events);
  await consent.sequence();
  await consent.app.get(PublicationService).publish();
}

async function mailAt(iso: string): Promise<boolean> {
  consent.clock.set(iso);
  return consent.app.get(MailingsService).mail();
}

const posted = () => consent.posted(CheckpointOfDayV1);
const days = async () => (await posted()).map(({ day, size }) => [day, size]);

describe('the checkpoint of the day', () => {
  it('PROOF-3: goes out as it was signed, with the keys that check it', async () => {
    await grow(4);
    expect(await mailAt('2026-03-02T15:00:00.000Z')).toBe(true);
    const [message] = await posted();
    expect(message).toMatchObject({ day: '2026-03-02', origin: ORIGIN, size: 5 });
    const [forResidents] = await consent.posted(CheckpointPublishedV1);
    expect(forResidents).toMatchObject({ day: '2026-03-02', origin: ORIGIN, size: 5 });
    expect(message?.note).toContain(forResidents?.root);
    expect(message?.previousDay).toBeUndefined();
    const published = await consent.app.get(PublicationService).latest();
    expect(message?.note).toBe(published?.note);
    const key = parseVerifierKey(message?.verifierKeys[0] ?? '');
    expect(openCheckpoint(message?.note ?? '', key).size).toBe(5);
  });

  it('goes out once a day, by the calendar of the city and not by ours, also on the days when clocks change', async () => {
    await grow(1);
    // Toronto: 23:59:59 and midnight in winter, then on the evening of the short day and at midnight in summer.
    for (const moment of ['03-08T04:59:59', '03-08T05:00:00', '03-09T03:59:59', '03-09T04:00:00'])
      await mailAt(`2026-${moment}.000Z`);
    for (const moment of ['11-01T03:59:59', '11-01T04:00:00', '11-02T04:30:00', '11-02T05:00:00'])
      await mailAt(`2026-${moment}.000Z`);
    expect((await days()).map(([day]) => day)).toEqual([
      '2026-03-07',
      '2026-03-08',
      '2026-03-09',
      '2026-10-31',
      '2026-11-01',
      '2026-11-02',
    ]);
  });

  it('goes out once after an outage of days, and tells which was the one before', async () => {
    await grow(1);
    await mailAt('2026-03-02T15:00:00.000Z');
    await grow(3);
    await mailAt('2026-03-06T15:00:00.000Z');
    expect((await posted()).at(-1)).toMatchObject({
      day: '2026-03-06',
      size: 5,
      previousDay: '2026-03-02',
      previousSize: 2,
    });
    expect(await days()).toHaveLength(2);
  });

  it('goes out although nothing was added, and not again when a clock is set back', async () => {
    await grow(1);
    await mailAt('2026-03-02T15:00:00.000Z');
    await mailAt('2026-03-03T15:00:00.000Z');
    expect(await mailAt('2026-03-02T15:00:00.000Z')).toBe(false);
    expect(await mailAt('2026-03-01T15:00:00.000Z')).toBe(false);
    expect(await days()).toEqual([
      ['2026-03-02', 2],
      ['2026-03-03', 2],
    ]);
  });

  it('goes out from one of two replicas that try at once', async () => {
    await grow(1);
    const other = await openConsent({ SIGNER_FOLDER: consent.settings.signerFolder }, consent.database);
    try {
      const both = await Promise.all(
        [consent, other].flatMap(({ app }) => [
          app.get(MailingsService).mail(),
          app.get(MailingsService).mail(),
        ]),
      );
      expect(both.filter((isMailed) => isMailed)).toHaveLength(1);
      expect(await days()).toHaveLength(1);
    } finally {
      await other.stop();
    }
  });

  it('is noted and posted together or not at all', async () => {
    await grow(1);
    consent.clock.set('2026-03-02T15:00:00.000Z');
    // A message without keys breaks its contract, which is noticed last.
    const keys = Object.assign(consent.app.get(KeysService), { all: async () => [] });
    await expect(consent.app.get(MailingsService).mail()).rejects.toThrow('verifierKeys');
    expect(await consent.app.get(MailingsService).last()).toBeUndefined();
    Reflect.deleteProperty(keys, 'all');
    expect(await consent.app.get(MailingsService).mail()).toBe(true);
  });

  it('waits for the first checkpoint, and does not leave a ledger that stopped itself', async () => {
    expect(await mailAt('2026-03-02T15:00:00.000Z')).toBe(false);
    await grow(1);
    consent.app.get(Sequencing).halt('a test');
    await consent.app.get(MailingRounds).round();
    expect(await days()).toEqual([]);
  });
});
