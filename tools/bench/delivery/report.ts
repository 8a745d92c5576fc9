import { loadavg } from 'node:os';
import { say } from '../../say.ts';
import type { Usage } from '../watch-processes.ts';
import type { DispatchFigures } from './dispatch.ts';
import { type Size, stageTable } from './stages.ts';

const seconds = (value: number) => `${value.toFixed(1)} s`;

/** @param source mails a second of smtp-source into the same sink, before ours and after. */
export function tellDispatch(
  figures: DispatchFigures,
  { sink, source }: { sink: string; source: number[] },
): void {
  const { account, accepted, sustained } = figures;
  const fastest = Math.max(...source);
  say(
    'Dispatch',
    `${account.audience} residents into ${sink}: ${sustained.toFixed(0)} mails a second sustained`,
  );
  if (source.length > 0)
    say(
      'Ratio',
      `${(sustained / fastest).toFixed(2)} of smtp-source (${source.map((rate) => rate.toFixed(0)).join(' a second before, ')} after)`,
    );
  say(
    'Time',
    `planned after ${seconds(figures.plannedSeconds)}, all accepted after ${seconds(figures.acceptedSeconds)}, statement after ${seconds(figures.finishedSeconds)}`,
  );
  say(
    'Statement',
    `${account.audience} = ${account.accepted} accepted + ${account.suppressed} suppressed + ${account.failed} failed + ${account.uncertain} uncertain`,
  );
  for (const usage of figures.usage) tellUsage(usage, accepted);
  say('', `load ${loadavg()[0]?.toFixed(1)}`);
}

function tellUsage(usage: Usage, mails: number): void {
  tellProcess(usage.name, usage, mails);
  for (const program of usage.programs) tellProcess(`  ${program.name}`, program, mails);
}

function tellProcess(
  name: string,
  { cpuSeconds, peakMegabytes, earlyMegabytes, lateMegabytes }: Usage['programs'][number],
  mails: number,
): void {
  const columns = [
    `${((cpuSeconds / mails) * 1e6).toFixed(0)} µs a mail`.padStart(14),
    `${peakMegabytes.toFixed(0)} MB at most`.padStart(16),
    `${earlyMegabytes.toFixed(0)} MB early, ${lateMegabytes.toFixed(0)} late`,
  ];
  say(`  ${name}`, columns.join('   '));
}

/** @param parts seconds by what they were for. */
export function tellProfile(parts: Map<string, number>, mails: number): void {
  const sorted = [...parts].sort(([, one], [, other]) => other - one);
  const all = sorted.reduce((sum, [, each]) => sum + each, 0);
  say(
    'Where it goes',
    `${((all / mails) * 1e6).toFixed(0)} µs of notification for a mail, while it is profiled`,
  );
  for (const [part, used] of sorted)
    say(
      `  ${part}`,
      `${((used / mails) * 1e6).toFixed(0)} µs`.padStart(14) +
        `${((used / all) * 100).toFixed(0)} %`.padStart(8),
    );
}

/** What batches did with their time. They run side by side, so a mail takes less than their sum. */
export function tellStages(sizes: Size[]): void {
  const heads = [...sizes.map(({ residents }) => `${residents} residents`), 'share'];
  say('Stages', `${heads.map((head) => head.padStart(18)).join('')}   time of a batch for a mail`);
  for (const [stage, ...columns] of stageTable(sizes))
    say(`  ${stage}`, columns.map((column) => column.padStart(18)).join(''));
}
