import type { Archive } from './archive.ts';
import { withDetails } from './details.ts';
import { fromBase64, fromCanonical, isFields, type JsonFields } from './encoding.ts';
import { Fault } from './fault.ts';
import { commitment } from './hashes.ts';

export const RECORDS = 'data/records.ndjson';
const LINE_MAX_BYTES = 1 << 20;
const LEAF_MAX_BYTES = 1024;

export type Leaf =
  | { kind: 'genesis'; origin: string }
  | { kind: 'notice'; sha256: string }
  /** In base64, as it stands in the entry. */
  | { kind: string; commitment: string };

export interface RecordLine {
  index: number;
  status: string;
  fields: JsonFields;
}

export interface OpenedRecord {
  index: number;
  status: 'open' | 'public' | 'erased';
  leaf: Leaf;
  /** Of an open one, with the details that are there under their plain names. */
  payload?: JsonFields;
  /** Details that the payload commits to and that are not there. */
  deleted?: string[];
}

/** What an entry of the log says. @throws Fault `leaf-malformed` */
export function readLeaf(entry: string, record: number): Leaf {
  const leaf = entry.length <= LEAF_MAX_BYTES ? fromCanonical(entry) : undefined;
  const members = Object.keys(leaf ?? {}).join(' ');
  if (leaf?.v === 1 && typeof leaf.k === 'string') {
    if (record === 0 && leaf.k === 'genesis' && members === 'k origin v')
      return { kind: 'genesis', origin: String(leaf.origin) };
    if (leaf.k === 'notice' && members === 'k sha256 v' && /^[0-9a-f]{64}$/.test(String(leaf.sha256)))
      return { kind: 'notice', sha256: String(leaf.sha256) };
    if (members === 'c k v' && fromBase64(leaf.c, 32) && !['genesis', 'notice'].includes(leaf.k))
      return { kind: leaf.k, commitment: String(leaf.c) };
  }
  throw new Fault('leaf-malformed', { record });
}

/** The lines of `records.ndjson`. @throws Fault `record-malformed` or `record-order` */
export function* recordLines(archive: Archive): Generator<RecordLine> {
  let last = -1;
  for (const text of linesOf(archive)) {
    const fields = fromCanonical(text);
    const index = fields?.index;
    if (!fields || typeof index !== 'number' || index < 0 || typeof fields.status !== 'string')
      throw new Fault('record-malformed', { file: RECORDS, record: last + 1 });
    if (index <= last) throw new Fault('record-order', { file: RECORDS, record: index });
    last = index;
    yield { index, status: fields.status, fields };
  }
}

/** A record must show the log's own entry, and open its commitment when it is open. @throws Fault */
export function openRecord(line: RecordLine, leaf: Leaf, entry: string): OpenedRecord {
  const { index, fields, status } = line;
  const here = { file: RECORDS, record: index };
  if (fields.leaf !== entry) throw new Fault('record-leaf', here);
  const isOpen = status === 'open';
  const members = isOpen ? 'index leaf payload salt status' : 'index leaf status';
  const found = Object.keys(fields).join(' ');
  if (found !== members && !(isOpen && found === `details ${members}`))
    throw new Fault('record-malformed', here);
  if (!('commitment' in leaf)) {
    if (status !== 'public') throw new Fault('record-status', here);
    return { index, status, leaf };
  }
  if (!isOpen) {
    if (status !== 'erased') throw new Fault('record-status', here);
    return { index, status, leaf };
  }
  const salt = fromBase64(fields.salt, 32);
  const payload = typeof fields.payload === 'string' ? fromCanonical(fields.payload) : undefined;
  if (!salt || !isFields(payload)) throw new Fault('record-malformed', here);
  if (commitment(String(fields.payload), salt) !== leaf.commitment)
    throw new Fault('commitment-differs', here);
  return { index, status: 'open', leaf, ...withDetails(payload, fields.details, here) };
}

/** Every line, the last too, ends in a newline, and is ASCII. */
function* linesOf(archive: Archive): Generator<string> {
  let rest = '';
  for (const chunk of archive.read(RECORDS)) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE_MAX_BYTES) throw new Fault('file-oversized', { file: RECORDS });
    yield* lines;
  }
  if (rest !== '') throw new Fault('file-malformed', { file: RECORDS });
}
