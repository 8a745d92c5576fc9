import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { UnsafeAddress } from '#libs/mail';
import { NoSession, type SmtpSession, SmtpSessions, type Verdict } from '#libs/smtp';
import type { LeasedLetter } from './letter.ts';
import { LetterMails } from './letter-mails.ts';
import { type LetterOutcome, letterOutcome } from './letter-outcome.ts';

/** The sessions of letters: connections of their own (SEND-8). */
export const LETTER_SESSIONS = Symbol('letter sessions');

/** SEND-1 */
const STANDING_MILLISECONDS = 1000;

/** Takes one letter all the way: standing, hand-over, outcome. By another relay when one is away. */
@Injectable()
export class LetterDeliverer {
  constructor(
    private readonly mails: LetterMails,
    @Inject(LETTER_SESSIONS) private readonly sessions: SmtpSessions,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async deliver(letter: LeasedLetter): Promise<LetterOutcome> {
    if (letter.expiresAt <= this.clock.now()) return { state: 'failed', reason: 'expired' };
    const verdict = await this.#verdict(letter);
    if (verdict === 'withdrew') return { state: 'suppressed', reason: verdict };
    return letterOutcome(verdict, { ...letter, now: this.clock.now() });
  }

  close(): void {
    this.sessions.close();
  }

  /** For a process that must end: what was on the wire becomes uncertain. */
  cut(): void {
    this.sessions.cut();
  }

  async #verdict(letter: LeasedLetter): Promise<Verdict | 'withdrew'> {
    try {
      return await this.sessions.use((session) => this.#handOver(letter, session));
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
