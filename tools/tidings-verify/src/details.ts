import { fromBase64, isFields, type Json, type JsonFields } from './encoding.ts';
import { Fault, type Place } from './fault.ts';
import { detailCommitment } from './hashes.ts';

/** What a payload may say of a person by a commitment alone, so that the value can be deleted before the payload is. */
export const DETAILS = ['address', 'client_address', 'user_agent'];
const IN_MANNER = ['client_address', 'user_agent'];

/**
 * Checks each detail of an opened record, or of a receipt, against its commitment.
 * @param given the member `details` of its line: by kind, value and salt.
 * @returns the payload with the details that are there under their plain names, and the kinds of those that are not.
 * @param here the place of the line. @throws Fault
 */
export function withDetails(
  payload: JsonFields,
  given: Json | undefined,
  here: Place,
): { payload: JsonFields; deleted: string[] } {
  const details = given === undefined ? {} : given;
  if (!isFields(details) || (given !== undefined && Object.keys(details).length === 0))
    throw new Fault('record-malformed', here);
  const [top, manner] = [{ ...payload }, isFields(payload.manner) ? { ...payload.manner } : undefined];
  const deleted: string[] = [];
  const unclaimed = new Set(Object.keys(details));
  for (const kind of DETAILS) {
    const members = IN_MANNER.includes(kind) ? manner : top;
    const committed = members?.[`${kind}_c`];
    if (!members || committed === undefined) continue;
    // A value beside its own commitment would be shown in place of the one that was checked.
    if (members[kind] !== undefined) throw new Fault('record-malformed', { ...here, detail: kind });
    if (!unclaimed.delete(kind)) deleted.push(kind);
    else members[kind] = opened(details[kind], { kind, committed, here });
  }
  // What the payload commits to nowhere is not part of the record.
  for (const detail of unclaimed) throw new Fault('detail-differs', { ...here, detail });
  return { payload: manner ? { ...top, manner } : top, deleted };
}

function opened(
  given: Json | undefined,
  { kind, committed, here }: { kind: string; committed: Json; here: Place },
): string {
  const { value, salt: text } = isFields(given) ? given : {};
  const salt = fromBase64(text, 32);
  // Half of a surrogate pair has no UTF-8 of its own: another value would have the same commitment.
  if (typeof value !== 'string' || !value.isWellFormed() || !salt)
    throw new Fault('record-malformed', { ...here, detail: kind });
  if (detailCommitment(kind, value, salt) !== committed)
    throw new Fault('detail-differs', { ...here, detail: kind });
  return value;
}
