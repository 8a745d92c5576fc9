import { fromBase64, fromCanonical, fromDecimal, isFields, type JsonFields } from './encoding.ts';
import { Fault } from './fault.ts';

export const PROOF_HEADER = 'c2sp.org/tlog-proof@v1\n';
const PROOF_HASHES_MAX = 63;
const OPENING_MEMBERS = 'leaf notices payload salt';

/** What a receipt holds: a tlog-proof, and in its extra line what opens the entry. */
export interface Receipt {
  index: number;
  hashes: Buffer[];
  checkpoint: Buffer;
  /** The entry as the log has it. */
  leaf: Buffer;
  payload: string;
  salt: Buffer;
  /** The words that were shown, by their SHA-256. */
  notices: [hash: string, words: string][];
}

/** Reads C2SP tlog-proof with our opening. Form alone. @throws Fault `receipt-malformed` */
export function readReceipt(file: Buffer): Receipt {
  const divide = file.indexOf('\n\n');
  const lines = file.toString('latin1', 0, Math.max(divide, 0)).split('\n');
  const [header, extraLine = '', indexLine = '', ...hashLines] = lines;
  const index = fromDecimal(/^index (.+)$/.exec(indexLine)?.[1]);
  const hashes = hashLines.map((line) => fromBase64(line, 32)).filter((hash) => hash !== undefined);
  const extra = fromBase64(/^extra (.+)$/.exec(extraLine)?.[1]);
  const isProof = `${header}\n` === PROOF_HEADER && hashes.length === hashLines.length;
  if (divide < 0 || !isProof || index === undefined || !extra || hashes.length > PROOF_HASHES_MAX)
    throw new Fault('receipt-malformed');
  return { index, hashes, checkpoint: file.subarray(divide + 2), ...readOpening(extra) };
}

function readOpening(extra: Buffer) {
  const opening: JsonFields = fromCanonical(extra.toString('latin1')) ?? {};
  const { leaf, payload, notices } = opening;
  const salt = fromBase64(opening.salt, 32);
  const isOpening = Object.keys(opening).join(' ') === OPENING_MEMBERS && isFields(notices) && salt;
  if (!isOpening || typeof leaf !== 'string' || typeof payload !== 'string' || !fromCanonical(payload))
    throw new Fault('receipt-malformed');
  const words = Object.entries(notices).map(([hash, text]): [string, string] => [hash, String(text)]);
  return { leaf: Buffer.from(leaf, 'latin1'), payload, salt, notices: words };
}
