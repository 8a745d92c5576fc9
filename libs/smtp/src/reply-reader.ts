/** The other side spoke something that is no SMTP reply. Its words are not repeated: they may quote an address. */
export class NotSmtp extends Error {
  override readonly name = 'NotSmtp';

  constructor() {
    super('what the relay said is no SMTP reply');
  }
}

/**
 * RFC 5321 s.4.5.3.1.5 has lines of 512 octets. A relay that goes on for longer is not going to end, and one that drips an endless
 * line octet by octet would have all of it looked at each time.
 */
const LINE_OCTETS = 4 * 1024;
const REPLY_OCTETS = 64 * 1024;
const LINE = /^[2-5]\d\d(?:[ -]|$)/;

/** Cuts what arrives, in whatever pieces, into replies of one or more lines. */
export class ReplyReader {
  #rest = '';
  /** The lines of a reply whose last line has not come yet. */
  #begun = '';

  constructor(
    /** Gets each reply as soon as it is complete, its lines parted by LF. */
    private readonly hear: (reply: string) => void,
  ) {}

  /** @throws NotSmtp, also for a reply whose lines disagree about its code. Nothing more can be read then. */
  read(octets: Buffer): void {
    this.#rest += octets.toString('latin1');
    let start = 0;
    for (let end = this.#rest.indexOf('\n'); end !== -1; end = this.#rest.indexOf('\n', start)) {
      const line = this.#rest.slice(start, this.#rest.charCodeAt(end - 1) === 13 ? end - 1 : end);
      start = end + 1;
      this.#take(line);
    }
    this.#rest = this.#rest.slice(start);
    if (this.#rest.length > LINE_OCTETS || this.#begun.length > REPLY_OCTETS) throw new NotSmtp();
  }

  #take(line: string): void {
    const isContinued = this.#begun !== '';
    if (!LINE.test(line) || (isContinued && line.slice(0, 3) !== this.#begun.slice(0, 3)))
      throw new NotSmtp();
    const reply = isContinued ? `${this.#begun}\n${line}` : line;
    if (line[3] === '-') {
      this.#begun = reply;
      return;
    }
    this.#begun = '';
    this.hear(reply);
  }
}
