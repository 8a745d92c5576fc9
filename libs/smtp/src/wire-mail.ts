import type { ContentForm, Envelope } from '#libs/mail';
import type { Exchange, Verdict } from './verdict.ts';

/** One mail to one resident. */
export interface WireMail {
  envelope: Envelope;
  /** Called once, when the mail's turn comes. Ends in CRLF, without a final dot. */
  octets(form: ContentForm): Buffer;
  /** Whoever made it knows that `checkContent` would find nothing in it, e.g. `SegmentedMail`: it is not looked at again. */
  isChecked?: boolean;
}

/** A mail on its way through a dialogue. */
export interface Turn {
  readonly mail: WireMail;
  readonly mayBegin: () => boolean;
  readonly settled: (verdict: Verdict) => void;
  readonly failed: (error: unknown) => void;
  /** Kept from the envelope's writing, which tells its size, until it goes out. */
  content?: Buffer;
  /** The first answer that refused it. Whatever follows, this decides. */
  refusal?: Exchange;
  /** It was asked whether it may begin, and it may. */
  isBegun: boolean;
  /** All of a large content but its end was said. */
  isHeldBack: boolean;
  /** The end of its content was handed to the connection: from now on only its answer tells. */
  isGiven: boolean;
}

/**
 * What is said in one go and answered by one reply. `void` is the lone dot that ends a DATA which should not have been opened. `body` is
 * a large content without its end, and is not answered.
 */
export type Command =
  | { step: 'reset'; turn?: undefined }
  | { step: 'body'; turn: Turn }
  | { step: 'content'; turn: Turn }
  | { step: 'sender' | 'recipient' | 'data' | 'void'; turn: Turn };

export const ACCEPTED: Verdict = { outcome: 'accepted' };
export const TOO_LATE: Verdict = { outcome: 'later', of: 'connection', reason: 'too-late' };
export const LOST: Verdict = { outcome: 'later', of: 'connection', reason: 'connection' };
/** RFC 6531 s.3.2: nobody on this way understands the address. */
export const NEEDS_SMTPUTF8: Verdict = { outcome: 'failed', isHard: false, reason: '5.6.7' };
/** RFC 1870 s.6.1: said for the relay, before a word is sent. */
export const TOO_LARGE: Verdict = { outcome: 'stop-sender', reason: '5.3.4' };

/** The connection as the dialogue needs it. */
export interface Line {
  /** Octets that leave together. `taken` is called when none of them is in this process any more. */
  say(octets: Buffer[], taken?: () => void): void;
  /** Ends the connection at once, without a further word. */
  cut(): void;
  /** Calls back when all that arrived in this moment has been acted on. */
  soon(act: () => void): void;
}
