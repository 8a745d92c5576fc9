const PAUSE_MILLISECONDS = 20;

/**
 * Asks again and again until the answer is as expected: for what tells nobody when it changes, e.g. a row of another process.
 * @throws Error with the last answer, after `seconds`.
 */
export async function eventually<T>(
  look: () => Promise<T>,
  isRight: (found: T) => boolean,
  seconds = 40,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (isRight(found)) return found;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(found)} after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}
