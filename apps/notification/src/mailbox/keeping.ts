import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { READ_OCTETS } from '#libs/returns';
import { storeReturned } from './returned-mail.query.ts';
import { ReturnedMails } from './returned-mails.ts';

/** Keeps what either door brings. Whoever has brought it may be answered once the transaction is durable. */
@Injectable()
export class Keeping {
  constructor(
    private readonly mails: ReturnedMails,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** @param mail of the envelope; of the octets no more than `READ_OCTETS` is kept. */
  async keep(
    manager: EntityManager,
    { sender, recipients, octets }: { sender: string; recipients: string[]; octets: Buffer },
  ): Promise<void> {
    await storeReturned(manager, {
      id: this.random.uuid(),
      receivedAt: this.clock.now(),
      sender: sender.slice(0, 320),
      recipients,
      octets: octets.subarray(0, READ_OCTETS),
    });
  }

  /** Call once it is durable. */
  wake(): void {
    this.mails.wake();
  }
}
