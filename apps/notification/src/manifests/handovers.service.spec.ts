import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManifestPartV1 } from '#libs/contracts';
import { eventually } from '../../../../test/support/index.ts';
import { DispatchRounds } from '../dispatch/dispatch-rounds.ts';
import { told } from '../messages/told.testing.ts';
import { type RunningNotification, runNotification, startAnother } from '../notification.testing.ts';
import { beginHandover } from './handover.query.ts';
import { WINDOW } from './handovers.ts';
import { manifestPages } from './manifest.query.ts';
import { hashManifest } from './manifest.ts';

let notification: RunningNotification;
let other: RunningNotification;

beforeAll(async () => {
  notification = await runNotification();
  // All of it is also true while two processes hand over.
  other = await startAnother(notification);
  await notification.dataSource.query(
    `INSERT INTO topics (slug, version, open, names, sender, published_at) VALUES ('plan', 1, true, '{}', '{}', now())`,
  );
});
afterAll(async () => {
  await other.stop();
  await notification.stop();
});

const query = <T>(sql: string, ...values: unknown[]) => notification.dataSource.query<T[]>(sql, values);

/** A dispatch whose mails all have their outcome. */
async function decided(audience: number, state = 'finished'): Promise<string> {
  const id = randomUUID();
  const insert = `INSERT INTO dispatches (id, announcement_id, topic, content_hash, state, message_key, moment, audience,
      scheduled_at, planned_at, window_ends_at, seen_at)
    VALUES ($1, $2, 'plan', $3, 'running', '\\x00', 1, $4, $5, $5, $5, $5)`;
  const deliveries = `INSERT INTO deliveries (dispatch_id, resident_id, state, ledger_index, decided_at)
    SELECT $1, gen_random_uuid(), 'accepted', 7, now() FROM generate_series(1, $2)`;
  await notification.dataSource.transaction(async (manager) => {
    await manager.query(insert, [id, randomUUID(), 'a'.repeat(64), audience, notification.clock.now()]);
    await manager.query(deliveries, [id, audience]);
    if (state === 'finished')
      await manager.query(
        `UPDATE dispatches SET state = 'finished', finished_at = planned_at WHERE id = $1`,
        [id],
      );
  });
  return id;
}

async function handOver(audience: number, partLines: number): Promise<{ id: string; manifest: string }> {
  const id = await decided(audience);
  const { manager } = notification.dataSource;
  const manifest = await hashManifest(manifestPages(manager, id));
  await beginHandover(manager, {
    dispatchId: id,
    manifest,
    audience,
    at: notification.clock.now(),
    partLines,
  });
  return { id, manifest };
}

/** The parts that wait, once there are so many. */
async function waiting(dispatchId: string, count: number): Promise<ManifestPartV1[]> {
  const ofDispatch = (message: ManifestPartV1) => message.dispatchId === dispatchId;
  return eventually(
    () => told(notification, ManifestPartV1, ofDispatch),
    (parts) => parts.length === count,
  );
}

/** What becomes of a row when *consent* has taken its message. */
const acknowledge = (dispatchId: string, count: number) =>
  query(
    `DELETE FROM outbox WHERE id IN (
       SELECT id FROM outbox WHERE story_id = $1 AND kind = 'manifest-part.v1' ORDER BY sequence LIMIT $2)`,
    dispatchId,
    count,
  );

async function handoverOf(dispatchId: string) {
  const [row] = await query<{ posted: number; finished_at: Date | null }>(
    'SELECT posted, finished_at FROM manifest_handovers WHERE dispatch_id = $1',
    dispatchId,
  );
  return row;
}

/** Acknowledges everything, and gives all parts in the order in which they were posted. */
async function takeAll(dispatchId: string): Promise<ManifestPartV1[]> {
  const parts: ManifestPartV1[] = [];
  await eventually(
    async () => {
      const rows = await query<{ id: string; kind: string; sealed: string }>(
        `SELECT 1 FROM outbox WHERE story_id = $1 AND kind = 'manifest-part.v1'`,
        dispatchId,
      );
      if (rows.length > 0) {
        const found = await told(notification, ManifestPartV1, (part) => part.dispatchId === dispatchId);
        expect(found.length).toBeLessThanOrEqual(WINDOW);
        parts.push(...found);
        await acknowledge(dispatchId, found.length);
      }
      return handoverOf(dispatchId);
    },
    (row) => row?.finished_at != null,
    30,
  );
  return parts;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the manifest of a finished dispatch', () => {
  it('PROOF-4: is handed over when the dispatch ends, and its parts are what the ledger was told the hash of', async () => {
    const id = await decided(3, 'running');
    notification.app.get(DispatchRounds).wake();
    const [part] = await waiting(id, 1);
    expect(part).toMatchObject({ part: 0, parts: 1, manifest: sha256(part?.lines ?? '') });
    const deliveries = await query<{ resident_id: string; state: string; ledger_index: string }>(
      'SELECT resident_id, state, ledger_index FROM deliveries WHERE dispatch_id = $1 ORDER BY resident_id',
      id,
    );
    expect(deliveries).toHaveLength(3);
    // The form that the ledger has hashes of, to the octet.
    const lines = deliveries.map((one) => `${one.resident_id} ${one.state} ${one.ledger_index}\n`);
    expect(part?.lines).toBe(lines.join(''));
    await acknowledge(id, 1);
    await eventually(
      () => handoverOf(id),
      (row) => row?.finished_at != null,
    );
  });

  it('PROOF-4: goes in parts, each line in one of them, and never more than a few wait', async () => {
    const { id, manifest } = await handOver(23, 2);
    const parts = await takeAll(id);
    expect(parts.map(({ part }) => part)).toEqual([...Array(12).keys()]);
    expect(new Set(parts.map((each) => each.parts))).toEqual(new Set([12]));
    expect(sha256(parts.map(({ lines }) => lines).join(''))).toBe(manifest);
    expect(await handoverOf(id)).toMatchObject({ posted: 12 });
  });

  it('of a dispatch to nobody is one part without lines', async () => {
    const { id } = await handOver(0, 2);
    expect(await takeAll(id)).toMatchObject([{ part: 0, parts: 1, lines: '' }]);
  });

  it('goes on after a restart where it was, and posts no part twice', async () => {
    const { id, manifest } = await handOver(14, 2);
    const first = await waiting(id, WINDOW);
    await other.stop();
    other = await startAnother(notification);
    await acknowledge(id, WINDOW);
    const parts = [...first, ...(await takeAll(id))];
    expect(parts.map(({ part }) => part)).toEqual([...Array(7).keys()]);
    expect(sha256(parts.map(({ lines }) => lines).join(''))).toBe(manifest);
  });

  it('is computed for a dispatch that is older than the handing over', async () => {
    const { id, manifest } = await handOver(3, 2);
    await takeAll(id);
    await query(
      `UPDATE manifest_handovers SET manifest = NULL, posted = 0, last_resident = NULL, finished_at = NULL
       WHERE dispatch_id = $1`,
      id,
    );
    const parts = await takeAll(id);
    expect(new Set(parts.map((part) => part.manifest))).toEqual(new Set([manifest]));
  });

  it('that consent refuses holds up no other', async () => {
    const refused = await handOver(14, 2);
    await waiting(refused.id, WINDOW);
    notification.clock.advance(4000);
    other.clock.advance(4000);
    const { id } = await handOver(3, 2);
    expect(await takeAll(id)).toHaveLength(2);
    expect(await handoverOf(refused.id)).toMatchObject({ posted: WINDOW, finished_at: null });
  });
});
