export interface FieldProblem {
  field: string;
  /** A key of the languages files on pages, plain English in an API answer. */
  message: string;
}

/**
 * Something that a caller can understand and mend. Declared beside the service that raises it; one filter turns it into an
 * RFC 9457 answer or a page.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  /**
   * @param code stable, e.g. `topic-unknown`; the end of the problem's `type`.
   * @param status of HTTP.
   * @param title for people; never holds what the caller sent.
   */
  constructor(
    readonly code: string,
    readonly status: number,
    readonly title: string,
    readonly fields: FieldProblem[] = [],
  ) {
    super(title);
  }
}
