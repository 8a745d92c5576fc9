/** A window's standing may be a second old at most at the last of its hand-overs (SEND-1): this leaves room for a slow moment. */
const AIM_MILLISECONDS = 250;
export const LARGEST_WINDOW = 100;
export const FIRST_WINDOW = 25;

/** Sizes the next window after how long the last one took: by time, so that a slow lane never holds many intents. */
export function nextWindowSize(size: number, milliseconds: number): number {
  const fitting = Math.floor((size * AIM_MILLISECONDS) / Math.max(milliseconds, 1));
  return Math.max(1, Math.min(fitting, size * 2, LARGEST_WINDOW));
}
