import { readFileSync } from 'node:fs';
import type { Stage, StageReport } from '../../../apps/notification/src/sending/stage-times.ts';

/** What all senders of a dispatch told of it together. */
export type Stages = StageReport;

/** @param log of *notification*, whose senders write into it: a line each time that one has no more batch of a dispatch. */
export function readStages(log: string, dispatchId: string): Stages {
  const lines = readFileSync(log, 'utf8').split('\n');
  // What a killed process wrote last may be half a line, and is not ours to judge.
  return addStages(
    lines.filter((line) => line.includes('"stages"') && line.endsWith('}')),
    dispatchId,
  );
}

export function addStages(lines: string[], dispatchId: string): Stages {
  const sum: Stages = {
    mails: 0,
    milliseconds: { read: 0, check: 0, render: 0, sign: 0, wire: 0, record: 0 },
  };
  for (const line of lines) {
    const told = JSON.parse(line) as { dispatchId: string; stages: StageReport };
    if (told.dispatchId !== dispatchId) continue;
    sum.mails += told.stages.mails;
    for (const [stage, milliseconds] of Object.entries(told.stages.milliseconds))
      sum.milliseconds[stage as Stage] += milliseconds;
  }
  return sum;
}

/** Of one dispatch, as a column of the table: how many it went to, and what its senders told. */
export interface Size {
  residents: number;
  stages: Stages;
}

/** @returns a line a stage: microseconds a mail for each size, and its share of the last. */
export function stageTable(sizes: Size[]): string[][] {
  const last = sizes.at(-1)?.stages;
  if (!last) return [];
  const all = Object.values(last.milliseconds).reduce((sum, each) => sum + each, 0);
  const perMail = ({ stages }: Size, stage: Stage) =>
    `${((stages.milliseconds[stage] / stages.mails) * 1000).toFixed(1)} µs`;
  return (Object.keys(last.milliseconds) as Stage[]).map((stage) => [
    stage,
    ...sizes.map((size) => perMail(size, stage)),
    `${((last.milliseconds[stage] / all) * 100).toFixed(0)} %`,
  ]);
}
