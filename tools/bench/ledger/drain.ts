import { join } from 'node:path';
import type { Installation } from '../../installation/installation.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import { ROOT } from '../../project.ts';
import { flagsOf } from '../../services/programs.ts';
import { cpuSeconds } from '../cpu.ts';
import { fillInbox } from '../kept-ledger/fill-inbox.ts';
import { measure } from '../measure.ts';
import type { Figures } from './corridor.ts';

interface DrainFigures extends Figures {
  peakMegabytes: number;
}

/**
 * A backlog in the ledger's inbox, written into the ledger by the built sequencer alone: leaves, tiles, records, standings,
 * and what *notification* will be told, each batch flushed to disk.
 */
export async function measureDrain(installation: Installation, events: number): Promise<DrainFigures> {
  await fillInbox(installation.databaseUrl('consent'), events);
  await asOwner(installation.ownerUrl, (owner) => owner.query('CHECKPOINT'));
  const { pid } = installation.postgres();
  const before = cpuSeconds(pid);
  const drained = await measure({
    node: process.execPath,
    args: [...flagsOf('consent'), join(ROOT, 'tools', 'bench', 'kept-ledger', 'drain-ledger.ts')],
    env: await installation.environment('consent'),
  });
  const { seconds } = JSON.parse(drained.output) as { seconds: number };
  return {
    ...{ events, seconds, perSecond: events / seconds, peakMegabytes: drained.peakMegabytes },
    microsecondsPerEvent: {
      sequencer: (drained.cpuSeconds / events) * 1e6,
      postgres: ((cpuSeconds(pid) - before) / events) * 1e6,
    },
  };
}
