import { parseDecimal, readField, readText } from './encoding.ts';
import { encodeHashLines, parseHashLines, splitAtCheckpoint } from './hash-lines.ts';
import { splitNote } from './note.ts';
import { TlogError } from './tlog-error.ts';
import { checkTreeSize } from './tree.ts';

/** The body of `POST <prefix>/add-checkpoint`, by which a log asks a witness for its cosignature. */
export interface WitnessRequest {
  /** Size of the checkpoint that the witness cosigned last, 0 when none. */
  readonly oldSize: number;
  /** Consistency proof from that size to the checkpoint, 32 bytes each; none from size 0. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

/**
 * Returns the body of the request. C2SP tlog-witness, "add-checkpoint".
 * @throws TlogError `bad-witness-request`, `bad-size`, `bad-hash`, `bad-text` or `bad-note`
 */
export function encodeWitnessRequest(request: WitnessRequest): string {
  checkTreeSize(request.oldSize);
  checkProofFits(request);
  splitNote(request.checkpoint);
  return encodeHashLines([`old ${request.oldSize}`], request, 'bad-witness-request');
}

/**
 * Reads the body of the request; neither signature nor proof is checked.
 * @throws TlogError `bad-witness-request`; `bad-text`, `bad-number`, `bad-base64`, `bad-hash` or `bad-note` for a
 * part
 */
export function parseWitnessRequest(body: string | Uint8Array): WitnessRequest {
  const { lines, checkpoint } = splitAtCheckpoint(readText(body), 'bad-witness-request');
  const oldSize = parseDecimal(readField(lines.shift(), 'old', 'bad-witness-request'));
  const hashes = parseHashLines(lines, 'bad-witness-request');
  checkProofFits({ oldSize, hashes });
  splitNote(checkpoint);
  return { oldSize, hashes, checkpoint };
}

function checkProofFits({ oldSize, hashes }: Pick<WitnessRequest, 'oldSize' | 'hashes'>): void {
  if (oldSize === 0 && hashes.length > 0) throw new TlogError('bad-witness-request');
}
