/** What time it is. A class, so that Nest can inject it and a test can bring its own. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
