import { join } from 'node:path';
import type { Child } from '../processes/child.ts';
import type { Processes } from '../processes/processes.ts';
import type { PostfixPrograms } from './find-postfix.ts';

/** A Postfix of its own on 127.0.0.1 that accepts mail as a relay does, queues it on disk, and discards it. */
export async function startDiscardingPostfix(
  { postfix }: PostfixPrograms,
  { folder }: { folder: string; port: number },
  processes: Processes,
): Promise<Child> {
  return processes.start({
    ...{ name: 'Postfix', command: postfix, args: ['-c', join(folder, 'conf'), 'start-fg'], env: {} },
    output: join(folder, 'out.log'),
  });
}
