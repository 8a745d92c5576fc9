export { Clock, SystemClock } from './clock.ts';
export { Kept } from './kept.ts';
export { Random, SystemRandom } from './random.ts';
