import { Injectable } from '@nestjs/common';
import { LeaveAskedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { LeaveService } from '../subscriptions/leave.service.ts';

/** What residents said by mail to *notification*, which knew our token or return path in it. */
@Injectable()
export class ReturnsConsumer {
  constructor(private readonly leaving: LeaveService) {}

  /** LEAVE-5, LEAVE-7: ends what the leave page would end. Nothing is left to end of a resident who was erased. */
  @Takes(LeaveAskedV1)
  async leaveAsked({ subscriptionId, scope, control, askedAt }: LeaveAskedV1, taken: Taken): Promise<void> {
    const manner = { control, page: '' };
    await this.leaving.leaveIn(taken, [{ subscriptionId, scope, manner, occurredAt: new Date(askedAt) }]);
  }
}
