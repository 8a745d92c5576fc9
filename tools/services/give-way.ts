import { existsSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Of 19: a tenth of the processor time that another gets who wants it too, and all of what nobody else wants. */
const WAY = 10;

/**
 * Lets a process give way to others on this machine. A resident waits for *subscription* alone; what the others do can come a little
 * later, and the queues hold it until then. Where each service has a machine of its own there is nothing to give way to.
 */
export function giveWay(pid: number): void {
  setPriority(pid, WAY);
  // Linux shares its time out among sessions first, each program of ours has one of its own, and within it nobody competes.
  const session = `/proc/${pid}/autogroup`;
  if (existsSync(session)) writeFileSync(session, String(WAY));
}
