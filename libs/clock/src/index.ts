export { Clock, SystemClock } from './clock.ts';
export { Random, SystemRandom } from './random.ts';
