import type { Random } from '#libs/clock';
import { type Manner, PersonalLetterAskedV1, type SubscribedTopic } from '#libs/contracts';
import type { Act } from '#libs/messaging';

/** Somebody who left, what, and how. */
export interface Left {
  residentId: string;
  topics: SubscribedTopic[];
  manner: Manner;
}

const DAY = 86_400_000;

/**
 * Asks for a receipt for each who left by the button of the page. Never after one click, a mailed wish or a complaint: mail programs
 * do that by themselves, and whoever wanted no more mail would get one.
 */
export async function askForReceipts(
  { manager, post }: Pick<Act, 'manager' | 'post'>,
  left: Left[],
  { now, random }: { now: Date; random: Random },
): Promise<void> {
  const byPage = left.filter(({ manner }) => /^leave-.*-button$/.test(manner.control));
  if (byPage.length === 0) return;
  const reached = await manager.query<{ id: string; address: string; language: string }[]>(
    'SELECT id, address, language FROM residents WHERE id = ANY($1::uuid[])',
    [byPage.map(({ residentId }) => residentId)],
  );
  for (const { id: residentId, address, language } of reached) {
    const topics = byPage.find((one) => one.residentId === residentId)?.topics.map(({ topic }) => topic);
    post(
      Object.assign(new PersonalLetterAskedV1(), {
        letterId: random.uuid(),
        kind: 'left' as const,
        residentId,
        address,
        language,
        occurredAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + DAY).toISOString(),
        topics,
      }),
    );
  }
}
