import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import type { DispatchFinishedV1, ManifestPartV1 } from '#libs/contracts';
import { eventually, freshDatabase } from '../../../../test/support/index.ts';
import { type RunningConsent, runConsent, signerFolder } from '../consent.testing.ts';
import { recordOf, taken } from '../ledger.testing.ts';
import { findManifest } from './manifests.query.ts';
import { handedOver, partOf, someLines } from './manifests.testing.ts';

let consent: RunningConsent;

beforeAll(async () => {
  consent = await runConsent();
});

afterAll(async () => {
  await consent.stop();
});

async function finish(dispatch: DispatchFinishedV1): Promise<void> {
  await consent.send(dispatch);
  await recordOf(consent, { eventId: dispatch.dispatchId });
}

async function take(...parts: ManifestPartV1[]): Promise<void> {
  for (const part of parts) await taken(consent, await consent.send(part));
}

const kept = (dispatchId: string) => findManifest(consent.dataSource.manager, dispatchId);

/** What the ledger, once it is told, says about the list of that dispatch. */
async function toldAbout(dispatchId: string) {
  await consent.sequence();
  const rows = await consent.dataSource.query<{ payload: string }[]>(
    `SELECT payload FROM records WHERE action = 'kept-manifest' AND payload::jsonb ->> 'dispatch_id' = $1`,
    [dispatchId],
  );
  return rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
}

/** Sends it, and waits until it was given up for good. @returns why, as the failed job says. */
async function refusalOf(part: ManifestPartV1): Promise<string | undefined> {
  const { id } = await consent.send(part);
  const queue = new Queue('consent.normal', { connection: { url: consent.settings.redisUrl } });
  try {
    const failed = await eventually(
      async () => (await queue.getFailed()).find((job) => JSON.stringify(job.data).includes(id)),
      (job) => job !== undefined,
    );
    return failed?.failedReason;
  } finally {
    await queue.close();
  }
}

describe('the list of deliveries of a dispatch', () => {
  it('PROOF-4: is kept once all its parts are there, in whatever order, and the ledger says so once', async () => {
    const { dispatch, parts } = handedOver(someLines(5));
    await finish(dispatch);
    await take(parts[2] as ManifestPartV1, parts[0] as ManifestPartV1);
    expect(await kept(dispatch.dispatchId)).toMatchObject({ parts: 3, taken: 2, keptAt: null });
    expect(await toldAbout(dispatch.dispatchId)).toEqual([]);
    await take(parts[1] as ManifestPartV1);
    expect(await kept(dispatch.dispatchId)).toMatchObject({ taken: 3, keptAt: expect.any(Date) });
    expect(await toldAbout(dispatch.dispatchId)).toMatchObject([
      { action: 'kept-manifest', manifest: dispatch.manifest, topic: dispatch.topic, lines: 5 },
    ]);
  });

  it('PROOF-4: of a dispatch to nobody is kept too', async () => {
    const { dispatch, parts } = handedOver([]);
    await finish(dispatch);
    await take(...parts);
    expect(await toldAbout(dispatch.dispatchId)).toMatchObject([{ lines: 0 }]);
  });

  it('SEND-3: is told of once, however often a part comes, in the same message or in another', async () => {
    const { dispatch, parts } = handedOver(someLines(3));
    await finish(dispatch);
    const sent = await consent.send(parts[0] as ManifestPartV1);
    await taken(consent, sent);
    await consent.sendAgain(sent);
    await take(parts[0] as ManifestPartV1, parts[1] as ManifestPartV1, ...parts);
    await consent.sendAgain(sent);
    await take(parts[1] as ManifestPartV1);
    expect(await toldAbout(dispatch.dispatchId)).toHaveLength(1);
  });

  it('waits for the entry of the dispatch, and then takes its place', async () => {
    const { dispatch, parts } = handedOver(someLines(2));
    const early = await consent.send(parts[0] as ManifestPartV1);
    await eventually(
      async () => consent.log.some((line) => line.includes(early.id) && line.includes('was not taken')),
      (isRefused) => isRefused,
    );
    await finish(dispatch);
    await taken(consent, early);
    expect(await toldAbout(dispatch.dispatchId)).toHaveLength(1);
  });

  it('goes on where it was after a restart between two parts, with nothing left in Redis', async () => {
    const [others, database, same] = [consent, await freshDatabase(), { SIGNER_FOLDER: signerFolder() }];
    const { dispatch, parts } = handedOver(someLines(4));
    try {
      consent = await runConsent(same, database);
      await finish(dispatch);
      await take(parts[0] as ManifestPartV1);
      await consent.stop();
      consent = await runConsent(same, database);
      await take(...parts);
      expect(await toldAbout(dispatch.dispatchId)).toHaveLength(1);
      await consent.stop();
    } finally {
      consent = others;
      await database.drop();
    }
  });

  it('PROOF-4: with a line that the ledger did not commit to is never kept, and the message stays failed', async () => {
    const lines = someLines(4);
    const { dispatch, parts } = handedOver(lines);
    await finish(dispatch);
    await take(parts[0] as ManifestPartV1);
    const changed = (parts[1] as ManifestPartV1).lines.replace('accepted', 'suppressed');
    const other = partOf(dispatch, { part: 1, parts: 2, lines: changed });
    expect(await refusalOf(other)).toContain('is not the one in the ledger');
    expect(await kept(dispatch.dispatchId)).toMatchObject({ taken: 1, keptAt: null });
    expect(await toldAbout(dispatch.dispatchId)).toEqual([]);
    // The right part still completes it.
    await take(parts[1] as ManifestPartV1);
    expect(await toldAbout(dispatch.dispatchId)).toHaveLength(1);
  });

  it('PROOF-4: refuses what is of another manifest, or of another number of parts, or says something else', async () => {
    const { dispatch, parts } = handedOver(someLines(4));
    await finish(dispatch);
    await take(parts[0] as ManifestPartV1);
    const [first, second] = parts as [ManifestPartV1, ManifestPartV1];
    const manifest = 'ab'.repeat(32);
    expect(await refusalOf(partOf(dispatch, { ...second, manifest }))).toBe(
      'the ledger has another manifest',
    );
    for (const [own, words] of [
      [{ ...second, parts: 3 }, 'part 1 of 3 does not fit 2 parts'],
      [{ ...second, part: 2 }, 'part 2 of 2 does not fit 2 parts'],
      [{ ...first, lines: second.lines }, 'the part was taken before, with other lines'],
    ] as const)
      expect(await refusalOf(partOf(dispatch, own))).toBe(words);
  });
});
