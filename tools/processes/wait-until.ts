import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until the answer is neither undefined nor false, a little more seldom each time.
 * @throws Error that names what was waited for, after `seconds`.
 */
export async function waitUntil<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T> | T,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + seconds * 1000;
  for (let wait = 10; ; wait = Math.min(wait * 1.5, 250)) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} seconds`);
    await pause(wait);
  }
}
