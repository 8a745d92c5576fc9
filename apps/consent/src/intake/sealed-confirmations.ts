import { Inject, Injectable } from '@nestjs/common';
import type { Confirmation } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { Seal } from '#libs/messaging';
import { ConsentSettings } from '../settings.ts';
import type { Pending } from './pending.query.ts';

/**
 * The token of a confirmation link passes through the ledger's inbox and is nowhere kept: it is sealed while it waits, and
 * it is gone with its row.
 */
@Injectable()
export class SealedConfirmations {
  readonly #seal: Seal;

  constructor(
    settings: ConsentSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#seal = new Seal(settings.messageKey);
  }

  seal(confirmation: Confirmation, eventId: string): string {
    return this.#seal.seal(confirmation, boundTo(eventId));
  }

  /** A seal that does not open costs one mail, which the resident can ask for again; it must not hold up the ledger. */
  open({ sealed, eventId, storyId }: Pending): unknown {
    if (sealed === null || eventId === null) return undefined;
    try {
      return this.#seal.open(sealed, boundTo(eventId));
    } catch (err) {
      this.logger.error({ err, eventId, storyId }, 'a confirmation was sealed with a key that is gone');
      return undefined;
    }
  }
}

function boundTo(eventId: string): string {
  return `pending ${eventId}`;
}
