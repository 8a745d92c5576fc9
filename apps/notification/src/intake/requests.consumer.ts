import { Injectable } from '@nestjs/common';
import { AskedRecordedV1, AskedRecordedV2 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { LettersService } from '../letters/letters.service.ts';

@Injectable()
export class RequestsConsumer {
  constructor(private readonly letters: LettersService) {}

  /** What a *consent* has sent that did not say who is meant, or what waits from that time. */
  @Takes(AskedRecordedV1)
  async recordedBefore(message: AskedRecordedV1, taken: Taken): Promise<void> {
    await this.#confirmation(message, taken);
  }

  /** ASK-5: the ledger holds *asked*, so the confirmation letter may leave. */
  @Takes(AskedRecordedV2)
  async recorded(message: AskedRecordedV2, taken: Taken): Promise<void> {
    await this.#confirmation(message, taken, message.residentId);
  }

  async #confirmation(message: AskedRecordedV1, taken: Taken, residentId?: string): Promise<void> {
    const { address, language, topics, confirmation } = message;
    await this.letters.write(taken, {
      kind: 'confirmation',
      address,
      language,
      expiresAt: new Date(confirmation.expiresAt),
      content: { topics, ...confirmation, ...(residentId !== undefined && { residentId }) },
    });
  }
}
