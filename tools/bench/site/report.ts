import { loadavg } from 'node:os';
import { say } from '../../say.ts';
import type { LoadFigures } from './load.ts';

export function tellLoad(name: string, figures: LoadFigures, usage: (readonly [string, number])[]): void {
  const { amount, seconds, perSecond, middle, p99, longest, statuses, failed } = figures;
  say(name, `${amount} in ${seconds.toFixed(1)} s: ${perSecond.toFixed(0)} a second`);
  say('', `half within ${middle} ms, 99 in 100 within ${p99} ms, the longest ${longest} ms`);
  const answers = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  say('', `${answers.join(', ')}, ${failed} without an answer`);
  const cpu = usage.map(([process, used]) => `${process} ${((used / amount) * 1e6).toFixed(0)}`);
  say('', `processor time for one in microseconds: ${cpu.join(', ')}; load ${loadavg()[0]?.toFixed(1)}`);
}
