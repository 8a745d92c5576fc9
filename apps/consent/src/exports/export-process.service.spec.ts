import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExportFolder } from './export-folder.ts';
import { type ExportOrder, makeInProcess } from './export-process.ts';
import { type RunningExports, runExports } from './exports.testing.ts';

let exports: RunningExports;
let order: ExportOrder;
const folder = mkdtempSync(join(tmpdir(), 'tidings-export-process-'));
const never = new AbortController().signal;
const ignore = () => undefined;

beforeAll(async () => {
  exports = await runExports();
  order = {
    path: join(folder, 'file'),
    row: { format: 'ndjson', scope: { kind: 'everything' }, wantedSize: null },
    databaseUrl: exports.consent.database.urls.consent,
    ...exports.consent.app.get(ExportFolder).about,
    logLevel: 'silent',
  };
});

afterAll(async () => {
  await exports.stop();
  rmSync(folder, { recursive: true });
});

describe('the process that makes an export', () => {
  it('says that a ledger has nothing signed yet, so that the export is made later', async () => {
    await expect(
      makeInProcess({ ...order, row: { ...order.row, wantedSize: 1_000_000 } }, ignore, never),
    ).rejects.toMatchObject({ name: 'NotYet' });
  });

  it('tells how far it is, and what it made', async () => {
    await exports.publish();
    const told: number[] = [];
    const made = await makeInProcess(order, (done, all) => told.push(done, all), never);
    expect(made).toMatchObject({ fileName: expect.stringMatching(/^records-\d+\.ndjson$/) });
    expect(told.at(-1)).toBe(Number(/\d+/.exec(made.fileName)?.[0]));
  });

  it('that cannot work fails, and does not keep anybody waiting', async () => {
    const broken = { ...order, path: join(folder, 'no', 'such', 'folder') };
    await expect(makeInProcess(broken, ignore, never)).rejects.toThrow(
      'the process that makes an export failed',
    );
  });

  it('ends with the service that ordered it', async () => {
    const stopping = new AbortController();
    const path = join(folder, 'given-up');
    const making = makeInProcess({ ...order, path }, ignore, stopping.signal);
    stopping.abort();
    await expect(making).rejects.toThrow();
    expect(existsSync(path)).toBe(false);
  });
});
