import type { ContentForm } from '#libs/mail';
import type { Offers } from './offers.ts';
import { type Exchange, readReply, type Verdict, verdictOf } from './verdict.ts';
import type { VerdictRule } from './verdict-rules.ts';
import { WireCommands } from './wire-commands.ts';
import { ACCEPTED, type Command, type Line, LOST, TOO_LATE, type Turn, type WireMail } from './wire-mail.ts';
import { prepare } from './wire-speech.ts';

export interface Manner {
  /** `plain` only where CHUNKING is offered. */
  form: ContentForm;
  rules?: readonly VerdictRule[];
  /** Octets of a content whose end leaves with it; TAKEN_AT_ONCE unless given. */
  takenAtOnce?: number;
}

/**
 * Of a larger content the end is held back until the rest has been taken: if the connection is lost meanwhile, nothing can have been
 * accepted. What is smaller fits the buffers of every system, so it would be a second write for nothing.
 */
const TAKEN_AT_ONCE = 16 * 1024;

/** Mails in the plain form that may be without their last answer: one is being taken while the other one travels. */
const GIVEN_AT_ONCE = 2;

/**
 * What is said to a relay after EHLO, and what each of its replies means. Pure: it knows no socket and no clock.
 *
 * With PIPELINING the steady state is `[content . | MAIL RCPT DATA]` answered by `[250 | 250 250 354]`: one round trip a mail
 * (RFC 2920 s.3.1). A content goes out only after its own 354, so a refused recipient costs no content, and at most one mail is
 * without its last answer at any time. Without PIPELINING each command waits for its answer.
 *
 * In the plain form (CHUNKING, RFC 3030) `[RSET MAIL RCPT BDAT content]` is one group, answered in one round trip, and no DATA is ever
 * open: a mail that may not begin costs nothing. A refused recipient's content goes out in vain.
 */
export class WireDialogue {
  readonly #turns = new Set<Turn>();
  readonly #waiting: Turn[] = [];
  readonly #commands: WireCommands;
  /** The mail whose DATA is not answered yet: no other envelope may be spoken of. */
  #current?: Turn;
  /** The server may still hold an envelope that was refused. */
  #needsReset = false;
  #isPutOff = false;
  /** A DATA that nobody wants any more is asked for: it ends after the last answer to what was given. */
  #isSpent = false;
  #isOver = false;

  constructor(
    private readonly offers: Offers,
    private readonly line: Line,
    private readonly manner: Manner,
  ) {
    this.#commands = new WireCommands(offers, line, manner.form, {
      isOver: () => this.#isOver,
      mayBeSaid: (command) => this.#isToBeSaid(command),
      taken: () => this.#goOn(),
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isIdle(): boolean {
    return this.#turns.size === 0 && this.#commands.awaited === undefined;
  }

  /** The command whose answer is waited for, or `body` until a large content has been taken. */
  get awaited(): Command['step'] | undefined {
    return this.#commands.awaited;
  }

  /** @throws UnsafeAddress, UnsafeContent, what `octets` or `mayBegin` throw. Nothing of the mail left then. */
  send(mail: WireMail, mayBegin: () => boolean): Promise<Verdict> {
    if (this.#isOver) return Promise.resolve(LOST);
    return new Promise((settled, failed) => {
      const turn: Turn = { mail, mayBegin, settled, failed, ...NEW };
      this.#turns.add(turn);
      this.#waiting.push(turn);
      this.#goOn();
    });
  }

  /** @param reply lines parted by LF, beginning with its code. */
  hear(reply: string): void {
    if (this.#isOver) return;
    const { heldBack } = this.#commands;
    const command = this.#commands.takeAnswered();
    if (command) this.#act(command, reply);
    else if (heldBack && /^[45]/.test(reply)) this.#decide({ step: 'content', turn: heldBack }, reply);
    // Nobody asked; or RFC 5321 s.3.8: the server is closing, whatever it answers.
    if (!command || reply.startsWith('421')) this.end();
    else if (this.#isSpent && !this.#hasBegun()) this.end(TOO_LATE);
    else this.#goOn();
  }

  /** See `WireSession.reconsider`. */
  reconsider(): void {
    if (this.#isOver) return;
    for (const turn of [...this.#turns])
      if (!turn.isBegun && !turn.refusal && !this.#mayBegin(turn)) this.#takeBack(turn);
    if (this.#isSpent && !this.#hasBegun()) this.end(TOO_LATE);
  }

  /**
   * Nothing will be said or heard any more.
   * @param unsaid what becomes of those whose content was not given and who were not refused.
   */
  end(unsaid: Verdict = LOST): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.line.cut();
    for (const turn of [...this.#turns]) {
      const known = turn.refusal ?? (turn.isGiven ? { step: 'content' as const } : undefined);
      this.#settle(turn, known ? verdictOf(known, this.manner.rules) : unsaid);
    }
  }

  #act(command: Command, reply: string): void {
    if (command.step === 'content') this.#answered(command, reply);
    else if (command.step === 'void') this.#closed(command.turn, reply);
    else if (/^[45]/.test(reply) && command.turn) this.#refused(command, reply);
    else if (command.step === 'data' && reply.startsWith('354')) this.#opened(command.turn);
    // Neither yes nor no: it answers something else than what was asked.
    else if (!reply.startsWith('2') || command.step === 'data') this.end();
  }

  #refused(command: Command & { turn: Turn }, reply: string): void {
    command.turn.refusal ??= exchangeOf(command, reply);
    // What rides along will be answered too, DATA last.
    if (command.step === 'data' || !this.offers.pipelining) this.#drop(command.turn);
  }

  #opened(turn: Turn): void {
    if (!turn.refusal) {
      this.#current = undefined;
      this.#commands.addFirst(...this.#contentOf(turn));
    } else if (turn.refusal.step === 'recipient') {
      // RFC 2920 s.3.1: a lone dot, and an error is to be expected.
      this.#commands.addFirst({ step: 'void', turn });
    } else {
      // Only the sender was refused: somebody could get the dot.
      this.end();
    }
  }

  /** It should refuse an empty mail for nobody. If not, whatever it says next cannot be relied on. */
  #closed(turn: Turn, reply: string): void {
    this.#drop(turn);
    if (!/^[45]/.test(reply)) this.end();
  }

  #answered(command: Command & { turn: Turn }, reply: string): void {
    const { turn } = command;
    const isTaken = reply[0] === '2';
    // Taken for a recipient who was refused: it lost the thread. What 3 means here nobody can know.
    const isOdd = reply[0] === '3' || (isTaken && turn.refusal);
    if (isTaken && !turn.refusal) this.#settle(turn, ACCEPTED);
    else this.#decide(command, reply);
    if (isOdd) this.end();
  }

  #decide(command: Command & { turn: Turn }, reply: string): void {
    this.#settle(
      command.turn,
      verdictOf(command.turn.refusal ?? exchangeOf(command, reply), this.manner.rules),
    );
  }

  /** A refused mail makes room for the next one. */
  #drop(turn: Turn): void {
    this.#needsReset = true;
    if (this.#current === turn) this.#current = undefined;
    if (turn.refusal) this.#settle(turn, verdictOf(turn.refusal, this.manner.rules));
  }

  #goOn(): void {
    if (this.#isOver) return;
    if (this.offers.pipelining && this.#commands.next === 'content' && this.#waiting.length === 0) {
      this.#putOff();
      return;
    }
    this.#beginNext();
    this.#commands.say();
  }

  /** Whoever hears of a verdict now hands in the next mail in a moment. It can ride along with this content. */
  #putOff(): void {
    if (this.#isPutOff) return;
    this.#isPutOff = true;
    this.line.soon(() => {
      this.#isPutOff = false;
      if (this.#isOver) return;
      this.#beginNext();
      this.#commands.say();
    });
  }

  #beginNext(): void {
    while (!this.#isSpent && this.#waiting.length > 0 && this.#hasRoom())
      this.#begin(this.#waiting.shift() as Turn);
  }

  #hasRoom(): boolean {
    if (this.manner.form === 'stuffed') return !this.#current;
    return this.#turns.size - this.#waiting.length < (this.offers.pipelining ? GIVEN_AT_ONCE : 1);
  }

  #begin(turn: Turn): void {
    try {
      // Asked here too: what is too late by now should not open a DATA, which only a cut can close.
      const verdict = turn.mayBegin() ? prepare(turn, this.offers, this.manner.form) : TOO_LATE;
      if (!verdict) this.#address(turn);
      else this.#settle(turn, verdict);
    } catch (error) {
      this.#fail(turn, error);
    }
  }

  #address(turn: Turn): void {
    if (this.#needsReset) this.#commands.add({ step: 'reset' });
    this.#commands.add({ step: 'sender', turn }, { step: 'recipient', turn });
    const isPlain = this.manner.form === 'plain';
    if (isPlain) this.#commands.add(...this.#contentOf(turn));
    else this.#commands.add({ step: 'data', turn });
    if (!isPlain) this.#current = turn;
    // A refused BDAT leaves the envelope behind (RFC 3030 s.2), and the next one may be on its way before that is known.
    this.#needsReset = isPlain && this.offers.pipelining;
  }

  #contentOf(turn: Turn): Command[] {
    const isLarge = (turn.content?.length ?? 0) > (this.manner.takenAtOnce ?? TAKEN_AT_ONCE);
    return [...(isLarge ? [{ step: 'body' as const, turn }] : []), { step: 'content', turn }];
  }

  #isToBeSaid({ step, turn }: Command): boolean {
    // Refused while the rest of its commands still waited.
    if (turn && !this.#turns.has(turn)) return false;
    if ((step !== 'body' && step !== 'content') || turn.isBegun || this.#begins(turn)) return true;
    // An opened DATA is taken back by the end of the connection and by nothing else; a BDAT was not even begun. It is not the
    // relay that ended it, so nobody is to hold that against it.
    if (this.manner.form === 'stuffed') this.end(TOO_LATE);
    else this.#needsReset = true;
    return false;
  }

  /** The last moment. */
  #begins(turn: Turn): boolean {
    turn.isBegun = this.#mayBegin(turn);
    return turn.isBegun;
  }

  /** What may not is settled. */
  #mayBegin(turn: Turn): boolean {
    try {
      const mayBegin = turn.mayBegin();
      if (!mayBegin) this.#settle(turn, TOO_LATE);
      return mayBegin;
    } catch (error) {
      this.#fail(turn, error);
      return false;
    }
  }

  #takeBack(turn: Turn): void {
    const place = this.#waiting.indexOf(turn);
    if (place >= 0) this.#waiting.splice(place, 1);
    else if (this.manner.form === 'stuffed') this.#isSpent = true;
    // Its chunk was not sent: the envelope is all that the server has of it.
    else this.#needsReset = true;
  }

  #hasBegun(): boolean {
    for (const { isBegun } of this.#turns) if (isBegun) return true;
    return false;
  }

  #settle(turn: Turn, verdict: Verdict): void {
    if (this.#turns.delete(turn)) turn.settled(verdict);
  }

  #fail(turn: Turn, error: unknown): void {
    if (this.#turns.delete(turn)) turn.failed(error);
  }
}

const NEW = { isBegun: false, isHeldBack: false, isGiven: false };

function exchangeOf({ step }: Command, reply: string): Exchange {
  const isAbout = step === 'sender' || step === 'recipient' || step === 'data';
  return { step: isAbout ? step : 'content', reply: readReply(reply) };
}
