import { Readable } from 'node:stream';

/** The moment when the body may still begin has passed. */
export class TooLate extends Error {
  override readonly name = 'TooLate';
}

/**
 * The content of one mail on its way into a connection. It is asked for only when the server has accepted the envelope, so
 * here is the last moment to hold it back, and here is known whether the final dot can have left.
 */
export class MailBody extends Readable {
  constructor(
    private readonly content: Buffer,
    private readonly mayBegin: () => boolean,
  ) {
    super();
  }

  override _read(): void {
    if (!this.mayBegin()) {
      this.destroy(new TooLate());
      return;
    }
    this.push(this.content);
    this.push(null);
  }
}
