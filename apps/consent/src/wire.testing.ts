import type { DataSource } from 'typeorm';
import { readMessage } from '#libs/contracts';
import type { Seal } from '#libs/messaging';
import type { SentMessage } from '../../../test/support/index.ts';

/** What waits in the outbox, opened, oldest first. */
export async function readOutbox<M extends object>(
  dataSource: DataSource,
  seal: Seal,
  contract: new () => M,
): Promise<(M & { storyId: string })[]> {
  const rows = await dataSource.query<SentMessage[]>(
    'SELECT id, kind, sealed, story_id AS "storyId" FROM outbox ORDER BY sequence',
  );
  return rows.flatMap(({ id, kind, sealed, storyId }) => {
    const message = readMessage(kind, seal.open(sealed, `${kind} ${id}`));
    return message instanceof contract ? [Object.assign(message, { storyId })] : [];
  });
}
