import type { Random } from '#libs/clock';
import { ConsentWithdrewV1, type Manner } from '#libs/contracts';
import type { Act } from '#libs/messaging';
import { endSubscriptions } from './ending.query.ts';

/** Why a subscription ended by its resident, as it is kept with it. */
export type WithdrawalReason = 'withdrew' | 'address-changed';

export interface Withdrawal {
  residentId: string;
  /** Without it, everything that they follow. */
  topics?: string[];
  manner: Manner;
  occurredAt: Date;
  reason?: WithdrawalReason;
}

/**
 * A resident whom we know ends topics, in the caller's transaction and by one event; nothing happens when they follow none of them.
 * Whoever has only the link of a mail leaves by `LeaveService`.
 */
export async function withdraw(
  { manager, post }: Pick<Act, 'manager' | 'post'>,
  { residentId, topics, manner, occurredAt, reason = 'withdrew' }: Withdrawal,
  random: Random,
): Promise<void> {
  const endings = (topics ?? [null]).map((topic) => ({ residentId, topic }));
  const ended = await endSubscriptions(manager, endings, { endedAt: occurredAt, reason });
  if (ended.length === 0) return;
  const told = ended.map(({ residentId: _, ...topic }) => topic);
  const event = { eventId: random.uuid(), residentId, topics: told, manner };
  post(Object.assign(new ConsentWithdrewV1(), { ...event, occurredAt: occurredAt.toISOString() }));
}
