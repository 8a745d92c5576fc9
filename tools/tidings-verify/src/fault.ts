import type { FaultCode } from './codes.ts';

/** Where something is not as it must be. */
export interface Place {
  /** A file of the package, or one given on the command line. */
  file?: string | undefined;
  /** The index of an entry of the log. */
  record?: number | undefined;
  /** Which detail of the record, e.g. `client_address`. */
  detail?: string | undefined;
}

/** The only error that reading raises: what was read is not what the format says. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly place: Place;

  constructor(code: FaultCode, place: Place = {}) {
    super(code);
    this.code = code;
    this.place = place;
  }
}
