import { Injectable } from '@nestjs/common';
import { CheckpointPublishedV1, MailsCountedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { keepLedgerDay, keepMailMonth } from './figures.query.ts';

/** What *consent* and *notification* tell for everybody to see. */
@Injectable()
export class FiguresConsumer {
  @Takes(CheckpointPublishedV1)
  async checkpointPublished(message: CheckpointPublishedV1, { manager }: Taken): Promise<void> {
    await keepLedgerDay(manager, message);
  }

  @Takes(MailsCountedV1)
  async mailsCounted(message: MailsCountedV1, { manager }: Taken): Promise<void> {
    await keepMailMonth(manager, message);
  }
}
