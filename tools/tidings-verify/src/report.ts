import { type FaultCode, type GapCode, STEPS, type Step } from './codes.ts';
import { Fault, type Place } from './fault.ts';

/** More of one kind say nothing new, and a broken package may have millions. */
const SHOWN = 20;

export interface StepResult {
  status: 'passed' | 'gaps' | 'failed' | 'not-reached';
  /** What was counted on the way, e.g. how many entries. */
  counted: Record<string, number>;
  faults: ({ code: FaultCode } & Place)[];
  /** Faults in all, of which the first are shown. */
  faultCount: number;
  gaps: { code: GapCode; count: number; first?: number | undefined }[];
}

/** What each step found. It only collects; what is printed, and in which language, is decided elsewhere. */
export class Report {
  readonly steps: Record<Step, StepResult>;

  constructor() {
    const empty = (): StepResult => ({
      status: 'not-reached',
      counted: {},
      faults: [],
      faultCount: 0,
      gaps: [],
    });
    this.steps = Object.fromEntries(STEPS.map((step) => [step, empty()])) as Record<Step, StepResult>;
  }

  fault(step: Step, code: FaultCode, place: Place = {}): void {
    const result = this.steps[step];
    result.faultCount += 1;
    if (result.faults.length < SHOWN) result.faults.push({ code, ...place });
  }

  gap(step: Step, code: GapCode, record?: number, times = 1): void {
    const { gaps } = this.steps[step];
    const known = gaps.find((gap) => gap.code === code);
    if (known) known.count += times;
    else gaps.push({ code, count: times, first: record });
  }

  count(step: Step, what: string, by = 1): void {
    const { counted } = this.steps[step];
    counted[what] = (counted[what] ?? 0) + by;
  }

  /** Says that these steps were carried out to their end. */
  conclude(...steps: Step[]): void {
    for (const step of steps) {
      const result = this.steps[step];
      result.status = result.gaps.length > 0 ? 'gaps' : 'passed';
    }
  }

  /**
   * Runs a part of the check. What it refuses is noted at the step, and the others go on as far as they can.
   * @returns what the part gave, or nothing when it was refused.
   */
  attempt<T>(step: Step, part: () => T): T | undefined {
    try {
      return part();
    } catch (error) {
      // Whatever a hostile file brings about is a fault of the file: the verifier neither crashes nor accepts.
      if (error instanceof Fault) this.fault(step, error.code, error.place);
      else this.fault(step, 'unreadable');
      return undefined;
    }
  }

  /** 0 verified, 1 failed, 2 verified with stated gaps. */
  exitCode(): 0 | 1 | 2 {
    const results = Object.values(this.steps);
    for (const result of results) if (result.faultCount > 0) result.status = 'failed';
    if (results.some(({ status }) => status === 'failed' || status === 'not-reached')) return 1;
    return results.some(({ status }) => status === 'gaps') ? 2 : 0;
  }
}
