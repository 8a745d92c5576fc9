import 'reflect-metadata';
import { createInterface } from 'node:readline';
import { openDataSource } from '#libs/database';
import { createLogger } from '#libs/logging';
import { database } from '../database.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import type { ExportOrder, ExportWord } from './export-process.ts';
import { hashOf, NotYet, SizeGone, writeExport } from './write-export.ts';

/** Program: makes the file that its first line of input orders, says how it goes, and ends; at once when the input ends before. */

const PROGRESS_MILLISECONDS = 1000;
const CONNECTIONS = 3;

const say = (word: ExportWord) => process.stdout.write(`${JSON.stringify(word)}\n`);

async function make({ path, row, databaseUrl, origin, facts }: ExportOrder): Promise<void> {
  const dataSource = await openDataSource(databaseUrl, database, CONNECTIONS);
  const evidence = new EvidenceService(dataSource);
  let told = 0;
  const tell = (done: number, all: number) => {
    const now = performance.now();
    if (now - told < PROGRESS_MILLISECONDS && done < all) return;
    told = now;
    say({ kind: 'progress', done, all });
  };
  try {
    const fileName = await writeExport(path, row, { dataSource, evidence, origin, facts, tell });
    say({ kind: 'made', fileName, ...(await hashOf(path)) });
  } catch (error) {
    if (error instanceof NotYet) say({ kind: 'refused', by: 'NotYet' });
    else if (error instanceof SizeGone) say({ kind: 'refused', by: 'SizeGone' });
    else throw error;
  } finally {
    await dataSource.destroy();
  }
}

const input = createInterface({ input: process.stdin });
input.once('line', (line) => {
  const order = JSON.parse(line) as ExportOrder;
  // On the error stream: what the service hears is on the other.
  const logger = createLogger('consent', order.logLevel, process.stderr).child({ part: 'export' });
  input.once('close', () => process.exit(1));
  make(order).then(
    () => process.exit(0),
    (err: unknown) => {
      logger.error({ err }, 'an export could not be made');
      say({ kind: 'failed', error: err instanceof Error ? err.name : typeof err });
      process.exit(1);
    },
  );
});
