import { Inject, Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { CheckpointOfDayV1 } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { type Taken, Takes } from '#libs/messaging';
import { LettersService } from '../letters/letters.service.ts';
import { Holders } from './holders.ts';

/** For so long a letter is tried again. Each is worth having: who keeps more of them can tell better when something was changed. */
const WANTED_DAYS = 7;

const DAY = 86_400_000;

@Injectable()
export class CheckpointsConsumer {
  constructor(
    private readonly letters: LettersService,
    private readonly holders: Holders,
    private readonly clock: Clock,
    private readonly random: Random,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A letter to each who keeps them. A repeat of the message finds it taken. */
  @Takes(CheckpointOfDayV1)
  async signed(message: CheckpointOfDayV1, taken: Taken): Promise<void> {
    const { day, size, note, verifierKeys, previousDay, previousSize } = message;
    const content = { day, size, note, verifierKeys, previousDay, previousSize };
    const expiresAt = new Date(this.clock.now().getTime() + WANTED_DAYS * DAY);
    for (const { address, language } of this.holders.all) {
      const letter = { kind: 'checkpoint' as const, address, language, expiresAt, content };
      await this.letters.write(taken, letter, this.random.uuid());
    }
    const holders = this.holders.all.length;
    taken.whenDurable(() => this.logger.info({ day, size, holders }, 'checkpoint of the day'));
  }
}
