import { Problem } from './problem.ts';

export interface TryLaterFacts {
  code: string;
  /** 429: this caller asks too much; 503: we cannot at the moment. */
  status: 429 | 503;
  title: string;
  /** What a page says: a prefix in the languages files; below it, `.title`, `.text`, which is told `minutes`, and `.why`. */
  words: string;
  /** Seconds from now after which it is worth asking again. */
  retryAfterSeconds: number;
}

/** A problem that ends by itself. The answer says when, as `Retry-After` (RFC 9110 section 10.2.3). */
export class TryLater extends Problem {
  readonly words: string;
  readonly retryAfterSeconds: number;

  constructor({ code, status, title, words, retryAfterSeconds }: TryLaterFacts) {
    super(code, status, title);
    this.words = words;
    this.retryAfterSeconds = Math.max(1, Math.ceil(retryAfterSeconds));
  }

  get minutes(): number {
    return Math.ceil(this.retryAfterSeconds / 60);
  }
}
