import {
  commitTo,
  encodeCanonicalJson,
  encodeProofFile,
  type JsonObject,
  type JsonValue,
  parseCanonicalJson,
  parseLeaf,
  parseProofFile,
  TlogError,
} from '#libs/tlog';
import { type Detail, openingsOf } from '../details/detail.ts';
import { asObject, asText, readSalt } from './opening-members.ts';
import { type GivenDetail, readGivenDetails } from './receipt-details.ts';

/** What makes an entry readable: nothing vouches for it in the file, but the leaf commits to it. */
export interface Opening {
  /** The entry as the log has it. */
  readonly leaf: Buffer;
  /** The text that the leaf commits to, octet for octet. */
  readonly payload: string;
  /** 32 octets. */
  readonly salt: Buffer;
  /** What opens the commitments inside the payload, as far as the city still has it. */
  readonly details: readonly GivenDetail[];
  /** The words that were shown, by their SHA-256, as far as the city still has them; the payload names the hashes. */
  readonly notices: Readonly<Record<string, string>>;
}

export interface Receipt {
  readonly index: number;
  /** The inclusion proof in the tree of the checkpoint. */
  readonly hashes: readonly Buffer[];
  /** Signed, verbatim. */
  readonly checkpoint: string;
  readonly opening: Opening;
}

/**
 * The text of a receipt: C2SP tlog-proof as it stands, with canonical JSON of the opening as its extra data, which is what
 * tlog-proof has it for. So one file is all that a resident has to keep, and any tlog-proof reader can read it.
 * @throws TlogError
 */
export function encodeReceipt({ index, hashes, checkpoint, opening }: Receipt): string {
  const { leaf, payload, salt, details, notices } = opening;
  const members = { leaf: leaf.toString('latin1'), notices, payload, salt: salt.toString('base64') };
  const opened: JsonObject = details.length > 0 ? { details: openingsOf(details as readonly Detail[]) } : {};
  const extra = Buffer.from(encodeCanonicalJson({ ...members, ...opened }), 'latin1');
  return encodeProofFile({ index, hashes, checkpoint, extra });
}

/**
 * Reads a receipt. Its form is checked, and nothing is proved by that.
 * @throws TlogError, whatever is given
 */
export function readReceipt(text: string | Uint8Array): Receipt {
  const { index, hashes, checkpoint, extra } = parseProofFile(text);
  if (!extra) throw new TlogError('bad-proof-file', 'no opening');
  return { index, hashes: hashes.map((hash) => Buffer.from(hash)), checkpoint, opening: readOpening(extra) };
}

/** Whether payload and salt are what the leaf commits to. */
export function opensLeaf({ leaf, payload, salt }: Opening): boolean {
  return parseLeaf(leaf).c === commitTo(payload, salt).toString('base64');
}

function readOpening(extra: Uint8Array): Opening {
  const { details, leaf, notices, payload, salt, ...others } = asObject(parseCanonicalJson(extra));
  if (Object.keys(others).length > 0) throw new TlogError('bad-json');
  const entry = Buffer.from(asText(leaf), 'latin1');
  if (parseLeaf(entry).k !== 'consent') throw new TlogError('bad-leaf');
  asObject(parseCanonicalJson(asText(payload)));
  return {
    leaf: entry,
    payload: asText(payload),
    salt: readSalt(asText(salt)),
    details: readGivenDetails(details),
    notices: readTexts(notices),
  };
}

function readTexts(value: JsonValue | undefined): Record<string, string> {
  const texts = Object.entries(asObject(value)).map(([name, text]) => [name, asText(text)]);
  return Object.fromEntries(texts);
}
