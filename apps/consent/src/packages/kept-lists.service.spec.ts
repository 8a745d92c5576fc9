import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { DispatchFinishedV1, ManifestPartV1 } from '#libs/contracts';
import { eventually } from '../../../../test/support/index.ts';
import { faultsOf, gapsOf } from '../../../../tools/tidings-verify/verify.testing.ts';
import { ExportsService } from '../exports/exports.service.ts';
import { type RunningExports, runExports } from '../exports/exports.testing.ts';
import { recordOf, taken } from '../ledger.testing.ts';
import { handedOver, someLines } from '../manifests/manifests.testing.ts';
import { ErasuresService } from '../rights/erasures.service.ts';

let exports: RunningExports;
/** A line about the one resident of the small ledger, who confirmed with entry 3. */
let line: string;

beforeAll(async () => {
  exports = await runExports();
  const [row] = await exports.consent.dataSource.query<{ id: string }[]>(
    'SELECT resident_id AS id FROM records WHERE leaf_index = 3',
  );
  line = `${row?.id} accepted 3\n`;
});

afterAll(async () => {
  await exports.stop();
});

const everything = { format: 'package', scope: 'everything' };

/** One mail was accepted, and the others were suppressed. */
function dispatchTo(others: number, own: Partial<DispatchFinishedV1> = {}) {
  return handedOver([line, ...someLines(others, 'suppressed')].sort(), {
    accepted: 1,
    suppressed: others,
    plannedAt: '2026-03-02T14:59:35.000Z',
    ...own,
  });
}

async function finish(dispatch: DispatchFinishedV1): Promise<number> {
  await exports.consent.send(dispatch);
  await recordOf(exports.consent, { eventId: dispatch.dispatchId });
  return exports.publish();
}

async function keep(parts: ManifestPartV1[]): Promise<number> {
  for (const part of parts) await taken(exports.consent, await exports.consent.send(part));
  return exports.publish();
}

/** The lists that a package has, as its directory names them. */
function listsIn(body: Buffer): string[] {
  const names = [...body.toString('latin1').matchAll(/data\/sends\/([0-9a-f]{64})\.txt/g)];
  return [...new Set(names.map(([, hash = '']) => hash))];
}

describe('a package with the lists of deliveries', () => {
  it('PROOF-3, PROOF-4: verifies without any other file', async () => {
    const { dispatch, parts } = dispatchTo(4);
    await finish(dispatch);
    await keep(parts);
    const { body } = await exports.make(everything);
    const outcome = exports.check(body);
    expect(faultsOf(outcome)).toEqual([]);
    expect(gapsOf(outcome)).toEqual([]);
    expect(outcome.report.steps.history.counted).toMatchObject({ dispatches: 1, deliveries: 1 });
    expect(outcome.report.exitCode()).toBe(0);
  });

  it('PROOF-4: as of a ledger size is the same octet for octet, whichever list came since', async () => {
    const { dispatch, parts } = dispatchTo(2);
    const size = await finish(dispatch);
    const before = await exports.make({ ...everything, size: String(size) });
    expect(gapsOf(exports.check(before.body))).toEqual(['history: send-manifest-missing × 1']);
    const complete = await keep(parts);
    const after = await exports.make({ ...everything, size: String(size) });
    expect(after.row.sha256).toBe(before.row.sha256);
    const [one, other] = [
      await exports.make({ ...everything, size: String(complete) }),
      await exports.make({ ...everything, size: String(complete) }),
    ];
    expect(one.row.sha256).toBe(other.row.sha256);
    expect(listsIn(one.body)).toContain(dispatch.manifest);
    expect(exports.check(one.body).report.exitCode()).toBe(0);
  });

  it('PROOF-4: has one list where two dispatches have the same', async () => {
    const first = dispatchTo(0);
    const second = dispatchTo(0);
    expect(second.dispatch.manifest).toBe(first.dispatch.manifest);
    for (const { dispatch, parts } of [first, second]) {
      await finish(dispatch);
      await keep(parts);
    }
    const { body } = await exports.make(everything);
    expect(exports.check(body).report.exitCode()).toBe(0);
  });

  it.each([
    ['its topic', () => ({ scope: 'topic', topic: 'digital-plan' }), true],
    ['another topic', () => ({ scope: 'topic', topic: 'roads' }), false],
    ['the period when it ended', () => ({ scope: 'period', from: '2026-03-02', to: '2026-03-02' }), true],
    ['another period', () => ({ scope: 'period', from: '2026-03-01', to: '2026-03-01' }), false],
    ['itself', (id: string) => ({ scope: 'dispatch', dispatch: id }), true],
    [
      'another dispatch',
      () => ({ scope: 'dispatch', dispatch: '0190f5c0-0000-4000-8000-00000000ffff' }),
      false,
    ],
    // The list names others; of one resident nothing of them may leave.
    ['a resident whom it names', () => ({ scope: 'resident', address: 'resident@example.ca' }), false],
  ])('PROOF-4: of %s has the list only if it opens the dispatch', async (_, scopeOf, isThere) => {
    const { dispatch, parts } = dispatchTo(3);
    await finish(dispatch);
    await keep(parts);
    const { body } = await exports.make({ format: 'package', ...scopeOf(dispatch.dispatchId) });
    expect(listsIn(body).includes(dispatch.manifest)).toBe(isThere);
    const other = parts[0]?.lines.split('\n').find((each) => each !== line.trim());
    if (!isThere) expect(body.includes(other ?? '')).toBe(false);
    expect(faultsOf(exports.check(body))).toEqual([]);
    if (!isThere) expect(gapsOf(exports.check(body)).join()).not.toContain('send-');
  });

  it('PROOF-5: still verifies when somebody on a list was erased, and says what cannot be checked any more', async () => {
    const { dispatch, parts } = dispatchTo(2);
    await finish(dispatch);
    await keep(parts);
    await exports.consent.app
      .get(ErasuresService)
      .erase({ address: 'resident@example.ca', by: 'Records office', reason: 'request 7' });
    await exports.publish();
    const { body } = await exports.make(everything);
    expect(listsIn(body)).toContain(dispatch.manifest);
    expect(body.includes(line)).toBe(true);
    expect(body.includes('resident@example.ca')).toBe(false);
    const outcome = exports.check(body);
    expect(faultsOf(outcome)).toEqual([]);
    expect(gapsOf(outcome)).toContainEqual(expect.stringMatching(/^accounted: erased × \d+$/));
    expect(gapsOf(outcome)).toContainEqual(expect.stringMatching(/^history: send-not-opened × \d+$/));
    expect(outcome.report.exitCode()).toBe(2);
  });

  it('is not made from a list that somebody changed in the database', async () => {
    const { dispatch, parts } = dispatchTo(3);
    await finish(dispatch);
    const size = await keep(parts);
    await exports.make({ ...everything, size: String(size) });
    const owner = new Client({ connectionString: exports.consent.database.ownerUrl });
    await owner.connect();
    await owner.query(`UPDATE consent.manifest_parts SET deflated = '\\x0300' WHERE dispatch_id = $1`, [
      dispatch.dispatchId,
    ]);
    await owner.end();
    await exports.ask({ ...everything, size: String(size) });
    // The clock stands still, so the newest is the one that is not made yet, or no more.
    const states = async () =>
      (await exports.consent.app.get(ExportsService).list()).map(({ state }) => state);
    await eventually(states, (found) => found.includes('failed'), 30);
    expect(exports.consent.log.join('')).toContain('ManifestDiffers');
  });
});
