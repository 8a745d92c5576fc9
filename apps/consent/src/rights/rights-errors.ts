/** What is under legal hold is not erased. An operator lifts the hold first. */
export class UnderLegalHold extends Error {
  override readonly name = 'UnderLegalHold';

  constructor() {
    super('under legal hold: nothing was erased');
  }
}

/** The journal that the service was given is not the one that was written. */
export class JournalIncomplete extends Error {
  override readonly name = 'JournalIncomplete';

  constructor() {
    super(
      'the database knows of erasures that the erasure journal does not have: is ERASURE_JOURNAL_FILE the right file?',
    );
  }
}
