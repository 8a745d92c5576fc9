import type { Clock } from '#libs/clock';
import type { Lane } from '#libs/lanes';
import type { Logger } from '#libs/logging';
import { type ComposedMail, UnsafeAddress } from '#libs/mail';
import { NoSession, type SmtpSession, type SmtpSessions, type Verdict } from '#libs/smtp';
import type { Leased } from './letter.ts';
import { type LetterOutcome, letterOutcome } from './letter-outcome.ts';

/** The sessions of letters: connections of their own (SEND-8). */
export const LETTER_SESSIONS = Symbol('letter sessions');

/** SEND-1 */
const STANDING_MILLISECONDS = 1000;

/** Makes mails of one kind of letters. */
export interface Composer<L extends Leased> {
  /**
   * Reads the standing in the same moment: call it right before the hand-off.
   * @returns undefined when the resident may not be written to any more, and `withheld` when staff hold back all that it says.
   */
  compose(letter: L, now: Date): Promise<ComposedMail | 'withheld' | undefined>;
}

/** Ways with limits, for letters of which there are many. */
export interface LetterLanes {
  /** @returns the lane, in which a place is taken, or the milliseconds until its turn. */
  enter(address: string): Lane | number;
}

/** Why a letter is not even tried. */
type Unsent = 'withdrew' | 'withheld';

/** Takes one letter all the way: standing, hand-over, outcome. By another relay when one is away. */
export class LetterDeliverer<L extends Leased> {
  constructor(
    private readonly mails: Composer<L>,
    private readonly sessions: SmtpSessions,
    private readonly outside: { clock: Clock; logger: Logger; lanes?: LetterLanes },
  ) {}

  async deliver(letter: L): Promise<LetterOutcome> {
    const { clock, lanes } = this.outside;
    if (letter.expiresAt <= clock.now()) return { state: 'failed', reason: 'expired' };
    const lane = lanes?.enter(letter.address);
    if (typeof lane === 'number') return this.#putOff(lane);
    const verdict = await this.#verdict(letter);
    if (typeof verdict === 'string') {
      lane?.leave();
      return { state: 'suppressed', reason: verdict };
    }
    lane?.saw(verdict, clock.now().getTime());
    return letterOutcome(verdict, { attempts: letter.tries, expiresAt: letter.expiresAt, now: clock.now() });
  }

  close(): void {
    this.sessions.close();
  }

  /** For a process that must end: what was on the wire becomes uncertain. */
  cut(): void {
    this.sessions.cut();
  }

  #putOff(milliseconds: number): LetterOutcome {
    const dueAt = new Date(this.outside.clock.now().getTime() + milliseconds);
    return { state: 'due', dueAt, reason: 'lane', isUntried: true };
  }

  async #verdict(letter: L): Promise<Verdict | Unsent> {
    try {
      return await this.sessions.use((session) => this.#handOver(letter, session));
    } catch (error) {
      if (error instanceof NoSession) return error.verdict;
      if (error instanceof UnsafeAddress) return { outcome: 'failed', isHard: true, reason: 'address' };
      const { id: letterId, storyId } = letter;
      this.outside.logger.warn(
        { err: error, letterId, storyId },
        'a letter could not be made and is tried again',
      );
      return { outcome: 'later', of: 'mail', reason: 'not-made' };
    }
  }

  async #handOver(letter: L, session: SmtpSession): Promise<Verdict | Unsent> {
    const { clock } = this.outside;
    const checkedAt = clock.now();
    const mail = await this.mails.compose(letter, checkedAt);
    if (!mail) return 'withdrew';
    if (mail === 'withheld') return mail;
    const mayBegin = () => clock.now().getTime() - checkedAt.getTime() <= STANDING_MILLISECONDS;
    return session.send(mail, mayBegin);
  }
}
