import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { type Act, Corridor } from '#libs/messaging';
import { UnreadableReturn } from '#libs/returns';
import { Rounds } from '#libs/rounds';
import { PlacingService } from '../placing/placing.service.ts';
import { postponeReturned, type ReturnedMailRow, takeReturned } from './returned-mail.query.ts';
import { type Outcome, ReturnsService } from './returns.service.ts';

const EVERY_MILLISECONDS = 5000;
/** Whatever fails so often fails always; a person sees that it came. */
const ATTEMPTS = 5;
const WAIT_MILLISECONDS = 60_000;

/** Deals with what was kept, one mail after the other: the mail goes, and what follows from it is there, in one transaction. */
@Injectable()
export class ReturnedMails implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly corridor: Corridor,
    private readonly returns: ReturnsService,
    private readonly placing: PlacingService,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const options = { name: 'returned-mails', everyMilliseconds: EVERY_MILLISECONDS, logger };
    this.#rounds = new Rounds(() => this.#dealWithOne(), options);
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  wake(): void {
    this.#rounds.wake();
  }

  async #dealWithOne(): Promise<boolean> {
    let mail: ReturnedMailRow | undefined;
    try {
      return await this.corridor.act(async (act) => {
        mail = await takeReturned(act.manager, this.clock.now());
        if (!mail) return false;
        const { id: returnId } = mail;
        const outcome = await this.#outcomeOf(act, mail);
        act.whenDurable(() => this.logger.info({ returnId, outcome }, 'mail came back'));
        return true;
      });
    } catch (err) {
      if (!mail) throw err;
      const { id } = mail;
      const dueAt = new Date(this.clock.now().getTime() + WAIT_MILLISECONDS);
      await this.corridor.act(({ manager }) => postponeReturned(manager, id, dueAt));
      this.logger.warn({ err, returnId: id }, 'a mail that came back could not be dealt with yet');
      return true;
    }
  }

  async #outcomeOf(act: Act, mail: ReturnedMailRow): Promise<Outcome> {
    try {
      if (mail.attempts < ATTEMPTS) return await this.returns.take(act, mail);
    } catch (error) {
      if (!(error instanceof UnreadableReturn)) throw error;
    }
    await this.placing.add(act.manager, mail, {
      kind: 'unreadable',
      from: mail.sender,
      subject: '',
      text: '',
    });
    return 'to-place';
  }
}
