import type * as Process from '../../../apps/consent/src/exports/export-process.ts';
import type * as Facts from '../../../apps/consent/src/exports/record-facts.ts';
import type * as Site from '../../../libs/site/src/index.ts';
import { built } from '../built.ts';
import { type Measured, measure } from '../measure.ts';

export interface MeasuredExport {
  entries: number;
  octets: number;
  sha256: string;
  used: Measured;
}

/**
 * Has a package of everything made by the process that the service has its exports made by, hash included.
 * @param environment of the service.
 */
export async function exportPackage(path: string, environment: NodeJS.ProcessEnv): Promise<MeasuredExport> {
  const { EXPORT_ARGUMENTS } = await built<typeof Process>('apps/consent/src/exports/export-process.js');
  const { readRecordFacts } = await built<typeof Facts>('apps/consent/src/exports/record-facts.js');
  const { readCity } = await built<typeof Site>('libs/site/src/index.js');
  const order: Process.ExportOrder = {
    path,
    row: { format: 'package', scope: { kind: 'everything' }, wantedSize: null },
    databaseUrl: environment.DATABASE_URL ?? '',
    origin: environment.LEDGER_ORIGIN ?? '',
    facts: readRecordFacts(readCity(environment.CITY_FOLDER ?? '')),
    logLevel: 'fatal',
  };
  const program = { node: process.execPath, args: EXPORT_ARGUMENTS, env: environment };
  const { output, ...used } = await measure({ ...program, input: `${JSON.stringify(order)}\n` });
  const words = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Process.ExportWord);
  const made = words.find((word) => word.kind === 'made');
  if (!made) throw new Error('no package was made');
  const entries = Math.max(...words.map((word) => (word.kind === 'progress' ? word.all : 0)));
  return { entries, octets: made.octets, sha256: made.sha256, used };
}
