import { readFileSync, rmSync } from 'node:fs';
import { isAlive, type ProcessIdentity } from './identity.ts';
import { waitUntil } from './wait-until.ts';

interface Entry extends ProcessIdentity {
  name: string;
  stopSignal: NodeJS.Signals;
}

/** @returns the process id of the command that wrote this record, when it still runs. */
export function ownerOf(recordFile: string): number | undefined {
  const owner = readRecord(recordFile).find(({ name }) => name === 'owner');
  return owner && isAlive(owner) ? owner.pid : undefined;
}

/**
 * Ends what a command that was killed outright left running: only processes that its record names and whose time of birth
 * is the recorded one, so never somebody else's that was given the same number.
 * @returns their names.
 */
export async function endLeftovers(recordFile: string): Promise<string[]> {
  const left = readRecord(recordFile)
    .filter((entry) => entry.name !== 'owner' && isAlive(entry))
    .reverse();
  for (const entry of left) await end(entry);
  rmSync(recordFile, { force: true });
  return left.map(({ name }) => name);
}

async function end(entry: Entry): Promise<void> {
  const gone = () => !isAlive(entry);
  process.kill(entry.pid, entry.stopSignal);
  await waitUntil(`${entry.name} to end`, 5, gone).catch(() => {
    process.kill(entry.pid, 'SIGKILL');
    return waitUntil(`${entry.name} to end`, 5, gone);
  });
}

function readRecord(recordFile: string): Entry[] {
  try {
    const lines = readFileSync(recordFile, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Entry);
  } catch {
    return [];
  }
}
