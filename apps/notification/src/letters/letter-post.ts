import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { NoSession, type SmtpSession, SmtpSessions, UnsafeAddress, type Verdict } from '#libs/mail';
import { Doorbell } from '#libs/messaging';
import { KeptLease } from '../leases/kept-lease.ts';
import { relayRoute } from '../relay-route.ts';
import { NotificationSettings } from '../settings.ts';
import { LetterQuery } from './letter.query.ts';
import type { LeasedLetter } from './letter.ts';
import { LetterMails } from './letter-mails.ts';
import { type LetterOutcome, letterOutcome } from './letter-outcome.ts';

/** SEND-1 */
const STANDING_MILLISECONDS = 1000;

/** For a letter on the wire when the process has to end. */
const LAST_PATIENCE_MILLISECONDS = 15_000;

/** Sends letters with connections and workers of their own, so that none ever waits behind a dispatch (SEND-8). */
@Injectable()
export class LetterPost implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #bell: Doorbell;
  readonly #sessions: SmtpSessions;

  constructor(
    private readonly settings: NotificationSettings,
    private readonly letters: LetterQuery,
    private readonly mails: LetterMails,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { redisUrl, letterConnections } = settings;
    this.#sessions = new SmtpSessions(relayRoute(settings), { connections: letterConnections });
    this.#bell = new Doorbell(
      {
        name: 'notification.letters',
        concurrency: letterConnections,
        due: (limit) => letters.due(clock.now(), limit),
        work: (key) => this.#send(key),
      },
      { redisUrl, logger },
    );
  }

  onApplicationBootstrap(): void {
    this.#bell.start();
  }

  async onApplicationShutdown(): Promise<void> {
    const cut = setTimeout(() => this.#sessions.cut(), LAST_PATIENCE_MILLISECONDS);
    await this.#bell.stop();
    clearTimeout(cut);
    this.#sessions.close();
  }

  /** Call after a commit that made a letter due. */
  wake(): void {
    this.#bell.wake();
  }

  async #send(key: string): Promise<void> {
    const letter = await this.letters.lease(key, this.clock.now(), this.settings.leaseSeconds);
    if (!letter) return;
    const { leaseSeconds } = this.settings;
    using _ = new KeptLease(() => this.letters.renew(letter, leaseSeconds), leaseSeconds);
    const outcome = await this.#tried(letter);
    await this.letters.settle(letter, outcome, this.clock.now());
    const { id: letterId, kind, storyId, attempts } = letter;
    this.logger.info({ letterId, kind, storyId, attempts, ...outcome }, 'letter');
  }

  async #tried(letter: LeasedLetter): Promise<LetterOutcome> {
    if (letter.expiresAt <= this.clock.now()) return { state: 'failed', reason: 'expired' };
    const verdict = await this.#verdict(letter);
    if (verdict === 'withdrew') return { state: 'suppressed', reason: verdict };
    return letterOutcome(verdict, { ...letter, now: this.clock.now() });
  }

  async #verdict(letter: LeasedLetter): Promise<Verdict | 'withdrew'> {
    try {
      return await this.#sessions.use((session) => this.#handOver(letter, session));
    } catch (error) {
      if (error instanceof NoSession) return error.verdict;
      if (error instanceof UnsafeAddress) return { outcome: 'failed', isHard: true, reason: 'address' };
      const { id: letterId, storyId } = letter;
      this.logger.warn({ err: error, letterId, storyId }, 'a letter could not be made and is tried again');
      return { outcome: 'later', of: 'mail', reason: 'not-made' };
    }
  }

  async #handOver(letter: LeasedLetter, session: SmtpSession): Promise<Verdict | 'withdrew'> {
    const checkedAt = this.clock.now();
    const mail = await this.mails.compose(letter, checkedAt);
    if (!mail) return 'withdrew';
    const mayBegin = () => this.clock.now().getTime() - checkedAt.getTime() <= STANDING_MILLISECONDS;
    return session.send(mail, mayBegin);
  }
}
