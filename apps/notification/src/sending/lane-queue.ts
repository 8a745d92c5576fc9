import type { Lane } from '#libs/lanes';

/** A mail that waits for its lane. */
export interface Waiting {
  lane: Lane;
  /** False: it is not to go any more. */
  mayGo(): boolean;
  giveUp(): void;
  /** It cannot go for a while: for so many milliseconds. */
  putOff(milliseconds: number): void;
}

/** Longer than a few answers take, and so short that a slow lane does not hold up the window that it shares with others. */
const PATIENCE_MILLISECONDS = 100;

/** Mails whose lane is full at this moment, each lane's in the order in which they came. Others pass by meanwhile. */
export class LaneQueue<Mail extends Waiting> {
  readonly #lines = new Map<Lane, { mail: Mail; since: number }[]>();

  /** @param elapsed milliseconds that only grow; @param now moments as lanes are told. */
  constructor(
    private readonly elapsed: () => number,
    private readonly now: () => number,
  ) {}

  get isEmpty(): boolean {
    return this.#lines.size === 0;
  }

  /** Whether it may go now, and then it has its lane's place. Otherwise it waits here, or is put off. */
  admits(mail: Mail): boolean {
    const { lane } = mail;
    const now = this.now();
    const line = this.#lines.get(lane);
    if (!line && lane.mayGo(now)) return true;
    const wait = lane.wait(now);
    if (Number.isFinite(wait) && wait > PATIENCE_MILLISECONDS) mail.putOff(lane.putOff(now));
    else if (line) line.push({ mail, since: this.elapsed() });
    else this.#lines.set(lane, [{ mail, since: this.elapsed() }]);
    return false;
  }

  /** @param give takes one that may go now. @param hasHand says whether somebody can take it. */
  pump(give: (mail: Mail) => void, hasHand: () => boolean): void {
    for (const [lane, line] of this.#lines) {
      this.#move(lane, line, { give, hasHand });
      if (line.length === 0) this.#lines.delete(lane);
    }
  }

  /** Nobody can take any: all that wait. */
  takeAll(): Mail[] {
    const all = [...this.#lines.values()].flatMap((line) => line.map(({ mail }) => mail));
    this.#lines.clear();
    return all;
  }

  #move(
    lane: Lane,
    line: { mail: Mail; since: number }[],
    { give, hasHand }: { give: (mail: Mail) => void; hasHand: () => boolean },
  ): void {
    for (let first = line[0]; first; first = line[0]) {
      const { mail, since } = first;
      const isLate = this.elapsed() - since > PATIENCE_MILLISECONDS;
      if (!mail.mayGo()) mail.giveUp();
      // Nobody can take any mail now, and this lane is not to be blamed for that.
      else if (!hasHand()) return;
      else if (lane.mayGo(this.now())) give(mail);
      else if (isLate) mail.putOff(lane.putOff(this.now()));
      else return;
      line.shift();
    }
  }
}
