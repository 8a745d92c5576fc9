/** A step that cannot go on: what failed and what to do about it, both in words for whoever typed the command. */
export class StepFailed extends Error {
  readonly remedy: string;
  /** The last lines of a log, shown below. */
  readonly details: string;

  constructor(what: string, remedy: string, details = '') {
    super(what);
    this.remedy = remedy;
    this.details = details;
  }
}

export function say(step: string, text: string): void {
  console.log(`  ${step.padEnd(16)}${text}`);
}

/** Does one step and prints its one line: what the step answered and how long it took, or why it failed. */
export async function step<T extends { told: string }>(name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    const result = await work();
    say(name, `${result.told} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    throw new StepFailed(`${name} failed: ${error.message}`, error.remedy, error.details);
  }
}

export function tellFailure(error: unknown): void {
  if (!(error instanceof StepFailed)) {
    console.error(error);
    return;
  }
  if (error.details) console.error(`\n${error.details.replace(/^/gm, '    ')}`);
  console.error(`\n  ${error.message}\n  ${error.remedy}\n`);
}
