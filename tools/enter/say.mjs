/** A step that cannot go on: which one, what happened, what to do. */
export class Refusal extends Error {
  constructor(step, what, remedy) {
    super(what);
    this.step = step;
    this.remedy = remedy;
  }
}

/** One line for one step, in the same columns as the second stage's `say`. */
export function say(step, text) {
  console.log(`  ${step.padEnd(16)}${text}`);
}

export function fail({ step, message, remedy }) {
  console.error(`\n  ${step} failed: ${message}\n  ${remedy}\n`);
  process.exitCode = 1;
}
