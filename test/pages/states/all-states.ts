import type { RunningSubscription } from '../../../apps/subscription/src/subscription.testing.ts';
import { askingStates } from './asking-states.ts';
import { limitedStates, stoppedStates } from './limited-states.ts';
import { managingStates } from './managing-states.ts';
import { PageReader, type State } from './page-reader.ts';

/**
 * Every state in each language.
 * @param open with limits as narrow as NARROW. @param closed for maintenance.
 */
export async function allStates(
  open: RunningSubscription,
  closed: RunningSubscription,
): Promise<Record<string, State[]>> {
  const readers = [
    { reader: new PageReader(open, 'en', '192.0.2.1'), block: '10.1' },
    { reader: new PageReader(open, 'fr', '198.51.100.1'), block: '10.2' },
  ];
  const states: Record<string, State[]> = {};
  for (const { reader, block } of readers) {
    states[reader.language] = [
      ...(await askingStates(reader)),
      ...(await managingStates(reader, block)),
      ...(await limitedStates(reader, block)),
      ...(await closedStates(new PageReader(closed, reader.language, '192.0.2.1'))),
    ];
  }
  // Last, since nobody can ask from then on.
  for (const { reader } of readers) states[reader.language]?.push(...(await stoppedStates(reader)));
  return states;
}

async function closedStates(reader: PageReader): Promise<State[]> {
  return [
    ['closed for maintenance', await reader.open('/', 503)],
    ['closed for maintenance, in a frame', await reader.open('/topics/city-budget/embedded', 503)],
  ];
}
