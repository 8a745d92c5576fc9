import { readMessage } from '#libs/contracts';
import { Seal } from '#libs/messaging';
import { eventually } from '../../../../test/support/index.ts';
import { type RunningNotification } from '../notification.testing.ts';

/** What waits in the outbox for *consent*, once there is one that fits. */
export async function told<M extends object>(
  { dataSource, settings }: RunningNotification,
  contract: new () => M,
  fits: (message: M) => boolean,
): Promise<M[]> {
  const seal = new Seal(settings.messageKey);
  return eventually(
    async () => {
      const rows = await dataSource.query<{ id: string; kind: string; sealed: string }[]>(
        'SELECT id, kind, sealed FROM outbox ORDER BY sequence',
      );
      return rows.flatMap(({ id, kind, sealed }) => {
        const message = readMessage(kind, seal.open(sealed, `${kind} ${id}`));
        return message instanceof contract && fits(message) ? [message] : [];
      });
    },
    (found) => found.length > 0,
  );
}
