import { Injectable } from '@nestjs/common';
import { PersonalLetterAskedV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { LettersService } from '../letters/letters.service.ts';

@Injectable()
export class PersonalLettersConsumer {
  constructor(private readonly letters: LettersService) {}

  /** The owner of an address is told something about it, e.g. where they manage what they follow. */
  @Takes(PersonalLetterAskedV1)
  async asked(message: PersonalLetterAskedV1, taken: Taken): Promise<void> {
    const { letterId, kind, residentId, address, language, expiresAt, token, topics } = message;
    await this.letters.write(
      taken,
      {
        kind,
        residentId,
        address,
        language,
        expiresAt: new Date(expiresAt),
        content: { expiresAt, ...(token !== undefined && { token }), ...(topics && { topics }) },
      },
      letterId,
    );
  }
}
