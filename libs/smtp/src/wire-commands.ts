import type { ContentForm } from '#libs/mail';
import type { Offers } from './offers.ts';
import type { Command, Line, Turn } from './wire-mail.ts';
import { compose } from './wire-speech.ts';

/** Whose commands they are. */
export interface Speaker {
  isOver(): boolean;
  /** Asked at the last moment, also whether a content may begin. What may not is dropped. */
  mayBeSaid(command: Command): boolean;
  /** All but the end of a large content left this process. */
  taken(): void;
}

/** What is still to be said, and what has no answer yet: with PIPELINING all that may go leaves together, otherwise one at a time. */
export class WireCommands {
  readonly #unsaid: Command[] = [];
  readonly #unanswered: Command[] = [];
  /** All but the end of its content has been said. */
  #heldBack?: Turn;

  constructor(
    private readonly offers: Offers,
    private readonly line: Line,
    private readonly form: ContentForm,
    private readonly speaker: Speaker,
  ) {}

  get heldBack(): Turn | undefined {
    return this.#heldBack;
  }

  /** The next that is to be said. */
  get next(): Command['step'] | undefined {
    return this.#unsaid[0]?.step;
  }

  /** The command whose answer is waited for, or `body` until a large content has been taken. */
  get awaited(): Command['step'] | undefined {
    return this.#heldBack ? 'body' : this.#unanswered[0]?.step;
  }

  add(...commands: Command[]): void {
    this.#unsaid.push(...commands);
  }

  addFirst(...commands: Command[]): void {
    this.#unsaid.unshift(...commands);
  }

  /** The oldest without an answer: this is its answer. */
  takeAnswered(): Command | undefined {
    return this.#unanswered.shift();
  }

  say(): void {
    const said: Command[] = [];
    while (this.#maySay()) {
      const command = this.#unsaid.shift() as Command;
      if (!this.speaker.mayBeSaid(command)) continue;
      said.push(command);
      if (command.step === 'body') this.#heldBack = command.turn;
      else this.#unanswered.push(command);
      if (command.step === 'content') command.turn.isGiven = true;
    }
    if (said.length === 0 || this.speaker.isOver()) return;
    const octets = compose(said, this.offers, this.form);
    if (this.#heldBack) this.line.say(octets, () => this.#taken());
    else this.line.say(octets);
  }

  #maySay(): boolean {
    if (this.speaker.isOver() || this.#heldBack || this.#unsaid.length === 0) return false;
    return this.offers.pipelining || this.#unanswered.length === 0;
  }

  #taken(): void {
    this.#heldBack = undefined;
    this.speaker.taken();
  }
}
