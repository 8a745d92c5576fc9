import { fromBase64, fromCanonical, fromDecimal, isFields, type Json, type JsonFields } from './encoding.ts';
import { Fault } from './fault.ts';

export const PROOF_HEADER = 'c2sp.org/tlog-proof@v1\n';
const PROOF_HASHES_MAX = 63;
const OPENING_MEMBERS = 'leaf notices payload salt';
const DETAIL_MEMBERS = 'salt value';

/** What a receipt holds: a tlog-proof, and in its extra line what opens the entry. */
export interface Receipt {
  index: number;
  hashes: Buffer[];
  checkpoint: Buffer;
  /** The entry as the log has it. */
  leaf: Buffer;
  payload: string;
  salt: Buffer;
  /** By kind, value and salt of those that the city still had. */
  details?: JsonFields | undefined;
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
  const { details, ...others } = opening;
  const { leaf, payload, notices } = others;
  const salt = fromBase64(opening.salt, 32);
  const isOpening = Object.keys(others).join(' ') === OPENING_MEMBERS && isFields(notices) && salt;
  if (!isOpening || typeof leaf !== 'string' || typeof payload !== 'string' || !fromCanonical(payload))
    throw new Fault('receipt-malformed');
  if (details !== undefined && !isDetails(details)) throw new Fault('receipt-malformed');
  const words = Object.entries(notices).map(([hash, text]): [string, string] => [hash, String(text)]);
  return { leaf: Buffer.from(leaf, 'latin1'), payload, salt, details, notices: words };
}

/** By form alone: what they are worth, their commitments in the payload tell. */
function isDetails(details: Json): details is JsonFields {
  if (!isFields(details) || Object.keys(details).length === 0) return false;
  return Object.values(details).every(
    (detail) =>
      isFields(detail) &&
      Object.keys(detail).join(' ') === DETAIL_MEMBERS &&
      fromBase64(detail.salt, 32) &&
      typeof detail.value === 'string',
  );
}
