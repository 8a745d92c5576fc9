import { Injectable } from '@nestjs/common';
import { AskedRecordedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { LettersService } from '../letters/letters.service.ts';

@Injectable()
export class RequestsConsumer {
  constructor(private readonly letters: LettersService) {}

  /** ASK-5: the ledger holds *asked*, so the confirmation letter may leave. */
  @Takes(AskedRecordedV1)
  async recorded(message: AskedRecordedV1, taken: Taken): Promise<void> {
    const { address, language, topics, confirmation } = message;
    await this.letters.write(taken, {
      kind: 'confirmation',
      address,
      language,
      expiresAt: new Date(confirmation.expiresAt),
      content: { topics, token: confirmation.token, expiresAt: confirmation.expiresAt },
    });
  }
}
