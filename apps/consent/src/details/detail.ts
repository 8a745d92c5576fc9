import { commitToDetail, type JsonObject, type JsonValue } from '#libs/tlog';
import type { ConsentPayload } from '../ledger/consent-payload.ts';

/**
 * What a payload says of a person and may have to go before the payload does (PROOF-5): each has a clock of its own. The payload
 * holds a commitment in its place, under the name with `_c` behind it.
 */
export const detailKinds = ['address', 'client_address', 'user_agent'] as const;
export type DetailKind = (typeof detailKinds)[number];

/** A value with what opens its commitment. */
export interface Detail {
  readonly kind: DetailKind;
  readonly value: string;
  /** 32 random octets of this detail alone. */
  readonly salt: Buffer;
}

/** Those that say how something was done stand in the payload's `manner`. */
const inManner: readonly DetailKind[] = ['client_address', 'user_agent'];

const closedName = (kind: DetailKind) => `${kind}_c`;

/**
 * Puts commitments in the place of the details of an event.
 * @param payload as it was told, with its details.
 * @param newSalt makes 32 random octets.
 * @returns the payload that the ledger commits to, and what opens its details.
 */
export function closeDetails(
  payload: ConsentPayload,
  newSalt: () => Buffer,
): { payload: ConsentPayload; details: Detail[] } {
  const details: Detail[] = [];
  const close = (members: JsonObject, kinds: readonly DetailKind[]) => {
    const closed: Record<string, JsonValue> = { ...members };
    for (const kind of kinds) {
      const value = members[kind];
      if (typeof value !== 'string') continue;
      const salt = newSalt();
      details.push({ kind, value, salt });
      delete closed[kind];
      closed[closedName(kind)] = commitToDetail({ kind, value }, salt).toString('base64');
    }
    return closed;
  };
  const manner = close(payload.manner, inManner);
  const closed = { ...close(payload, ['address']), manner } as ConsentPayload;
  return { payload: closed, details };
}

/** @returns the payload as it is read: the details that are there stand under their plain names, beside the commitments. */
export function openDetails(payload: ConsentPayload, details: readonly Detail[]): ConsentPayload {
  if (details.length === 0) return payload;
  const opened: Record<string, JsonValue> = { ...payload };
  const manner: Record<string, JsonValue> = { ...payload.manner };
  for (const { kind, value } of details) (inManner.includes(kind) ? manner : opened)[kind] = value;
  opened.manner = manner;
  return opened as ConsentPayload;
}

/** What a payload has a commitment to, as base64, by kind. Payloads of version 1 hold their details themselves, and have none. */
export function commitmentsIn(payload: JsonObject): Map<DetailKind, JsonValue> {
  const found = new Map<DetailKind, JsonValue>();
  for (const kind of detailKinds) {
    const commitment = membersWith(kind, payload)?.[closedName(kind)];
    if (commitment !== undefined) found.set(kind, commitment);
  }
  return found;
}

function membersWith(kind: DetailKind, payload: JsonObject): JsonObject | null | undefined {
  return (inManner.includes(kind) ? payload.manner : payload) as JsonObject | null | undefined;
}

/** By kind, what opens each commitment, as files have it. */
export function openingsOf(details: readonly Detail[]): Record<string, { salt: string; value: string }> {
  return Object.fromEntries(
    details.map(({ kind, value, salt }) => [kind, { salt: salt.toString('base64'), value }]),
  );
}

/** A payload as people read it: they see its details, and what opens them stands in `payload` and `details` of a file. */
export function withoutCommitments(payload: JsonObject): JsonObject {
  const closed = detailKinds.map(closedName);
  const without = (members: JsonObject) =>
    Object.fromEntries(Object.entries(members).filter(([name]) => !closed.includes(name)));
  const { manner } = payload;
  return { ...without(payload), ...(manner !== undefined && { manner: without(manner as JsonObject) }) };
}

/** The values of the details that a payload says something of: undefined where only a commitment is there. */
export function valuesIn(payload: JsonObject): { kind: DetailKind; value: JsonValue | undefined }[] {
  const committed = commitmentsIn(payload);
  const values = detailKinds.map((kind) => ({ kind, value: membersWith(kind, payload)?.[kind] }));
  return values.filter(({ kind, value }) => value !== undefined || committed.has(kind));
}

/** Details as the ledger's inbox holds them while their event waits. */
export function writeDetails(details: readonly Detail[]): string | null {
  if (details.length === 0) return null;
  return JSON.stringify(details.map(({ kind, value, salt }) => [kind, value, salt.toString('base64')]));
}

/** Reads what `writeDetails` wrote. */
export function readDetails(text: string | null | undefined): Detail[] {
  if (text === null || text === undefined) return [];
  return (JSON.parse(text) as [DetailKind, string, string][]).map(([kind, value, salt]) => ({
    kind,
    value,
    salt: Buffer.from(salt, 'base64'),
  }));
}
