import { Injectable } from '@nestjs/common';
import { AccessPartAskedV1, AccessPartV1, AccessReadyV1 } from '#libs/contracts';
import { type Taken, Takes } from '#libs/messaging';
import { LettersService } from '../letters/letters.service.ts';
import { heldAbout } from './held.query.ts';
import { inParts } from './in-parts.ts';

/** PROOF-6: tells *consent* what is held here about a resident, and writes the letter with the link to all of it. */
@Injectable()
export class AccessConsumer {
  constructor(private readonly letters: LettersService) {}

  @Takes(AccessPartAskedV1)
  async partAsked(message: AccessPartAskedV1, { manager, post }: Taken): Promise<void> {
    const { accessId } = message;
    const parts = inParts(await heldAbout(manager, message));
    for (const [number, held] of parts.entries()) {
      post(Object.assign(new AccessPartV1(), { accessId, number, parts: parts.length, held }));
    }
  }

  @Takes(AccessReadyV1)
  async ready(message: AccessReadyV1, taken: Taken): Promise<void> {
    const { residentId, address, language, token, expiresAt } = message;
    await this.letters.write(taken, {
      kind: 'access',
      residentId,
      address,
      language,
      expiresAt: new Date(expiresAt),
      content: { token, expiresAt },
    });
  }
}
