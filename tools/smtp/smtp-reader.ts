/** What a server hears of a connection, in its order. */
export interface SmtpListener {
  /** A command line without its end. */
  command(line: string): void;
  /** The first octets of a mail's content came. */
  contentBegins?(): void;
  /** One mail's content as it was on the wire, dots still doubled, without the final dot; or one BDAT chunk. */
  content(octets: Buffer): void;
}

const END = Buffer.from('\r\n.\r\n');
const LONGEST_COMMAND = 4096;

/**
 * Cuts what a client sends into commands and contents, strictly by RFC 5321: lines end in CRLF, and content in CRLF.CRLF and
 * nothing else. It keeps up with tens of thousands of mails a second.
 */
export class SmtpReader {
  #waiting: Buffer = Buffer.alloc(0);
  #awaits: 'command' | 'dot' | number = 'command';
  #hasBegun = false;
  private readonly listener: SmtpListener;

  constructor(listener: SmtpListener) {
    this.listener = listener;
  }

  /** What comes next is content up to its final dot. Call it from `command`, when 354 is answered. */
  expectContent(): void {
    this.#awaits = 'dot';
    this.#hasBegun = false;
  }

  /** What comes next are so many octets. [RFC 3030] */
  expectChunk(octets: number): void {
    this.#awaits = octets;
    this.#hasBegun = false;
  }

  /** @throws Error for a command line that does not end. */
  read(chunk: Buffer): void {
    // Where the waiting octets were looked at before, and no end can begin.
    let seen = Math.max(0, this.#waiting.length - END.length);
    let octets = this.#waiting.length === 0 ? chunk : Buffer.concat([this.#waiting, chunk]);
    for (;;) {
      const length = this.#take(octets, seen);
      if (length === undefined) break;
      octets = octets.subarray(length);
      seen = 0;
    }
    this.#waiting = octets;
  }

  /** @returns how many octets were taken, undefined when more must come first. */
  #take(octets: Buffer, seen: number): number | undefined {
    if (this.#awaits === 'command') return this.#takeCommand(octets);
    if (octets.length > 0 && !this.#hasBegun) {
      this.#hasBegun = true;
      this.listener.contentBegins?.();
    }
    return this.#awaits === 'dot' ? this.#takeContent(octets, seen) : this.#takeChunk(octets, this.#awaits);
  }

  #takeCommand(octets: Buffer): number | undefined {
    const end = octets.indexOf('\r\n');
    if (end === -1) {
      if (octets.length > LONGEST_COMMAND) throw new Error('a command line without an end');
      return undefined;
    }
    this.listener.command(octets.toString('utf8', 0, end));
    return end + 2;
  }

  #takeContent(octets: Buffer, seen: number): number | undefined {
    // A content without a line: the dot is the first thing that comes.
    if (octets.length >= 3 && octets.subarray(0, 3).equals(END.subarray(2))) return this.#give(octets, 0, 3);
    const end = octets.indexOf(END, seen);
    return end === -1 ? undefined : this.#give(octets, end + 2, end + END.length);
  }

  #takeChunk(octets: Buffer, length: number): number | undefined {
    return octets.length < length ? undefined : this.#give(octets, length, length);
  }

  #give(octets: Buffer, length: number, taken: number): number {
    this.#awaits = 'command';
    this.listener.content(octets.subarray(0, length));
    return taken;
  }
}
