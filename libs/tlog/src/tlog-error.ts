/** Every reason for which this lib refuses; the code is stable, the words are for people. */
const meanings = {
  'bad-number': 'not a decimal number without leading zeros, or too large',
  'bad-base64': 'not canonical base64 (RFC 4648 section 4)',
  'bad-hash': 'not a SHA-256 hash of 32 bytes',
  'bad-text': 'not UTF-8 text without control characters',
  'bad-size': 'not a tree size, or an index or size outside the tree',
  'bad-path': 'not the path of a tile or an entry bundle',
  'bad-tile': 'a tile is missing, or has another place or length than its tree needs',
  'bad-bundle': 'not an entry bundle of that width, or an entry that does not fit in one',
  'bad-frontier': 'not a frontier: size and hashes do not belong together',
  'bad-key': 'not an Ed25519 key with a name that a signed note may carry',
  'bad-note': 'not a signed note',
  'bad-signature': 'a known key, but not its signature',
  'unsigned-note': 'no known key has signed the note',
  'bad-checkpoint': 'not a checkpoint',
  'wrong-origin': 'the checkpoint is of another log than the key',
  'bad-proof-file': 'not a transparency log proof (c2sp.org/tlog-proof@v1)',
  'bad-witness-request': 'not an add-checkpoint request',
  'proof-failed': 'the proof does not lead to the root in the checkpoint',
  'bad-salt': 'a salt has exactly 32 bytes',
  'bad-json': 'not canonical JSON',
  'bad-leaf': 'not a leaf: a JSON object of at most 1024 bytes',
} as const;

export type TlogErrorCode = keyof typeof meanings;

/**
 * The only error that functions of this lib raise about their input. `code` is one of {@link TlogErrorCode}; the
 * message says what the code means and never repeats the input, which may be a resident's.
 */
export class TlogError extends Error {
  readonly code: TlogErrorCode;

  constructor(code: TlogErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? meanings[code] : `${meanings[code]}: ${detail}`, options);
    this.name = 'TlogError';
    this.code = code;
  }
}
