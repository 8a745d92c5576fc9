import { IsIn, IsISO8601, IsUUID } from 'class-validator';
import { Contract } from './contract.ts';

/**
 * A resident wants to leave, and said so by mail: it came back to *notification*, which sends nothing from that moment on. It
 * becomes a withdrawal by *subscription*, as the leave page makes one. It may come again.
 */
@Contract({ kind: 'leave-asked.v1', from: 'notification', to: ['subscription'], lane: 'urgent' })
export class LeaveAskedV1 {
  /** Of the mail that said it. */
  @IsUUID()
  subscriptionId: string;

  @IsIn(['topic', 'everything'])
  scope: 'topic' | 'everything';

  /** `complaint`: they called it spam. `asked-staff`: a person read what they wrote. */
  @IsIn(['mailed-unsubscribe', 'complaint', 'asked-staff'])
  control: 'mailed-unsubscribe' | 'complaint' | 'asked-staff';

  /** When the mail arrived: the legal deadline counts from it. */
  @IsISO8601({ strict: true })
  askedAt: string;
}
