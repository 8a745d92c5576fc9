import { createHash } from 'node:crypto';
import { commitTo, encodeCanonicalJson, encodeLeaf, type JsonObject } from '#libs/tlog';
import { closeDetails, type Detail, type DetailKind } from '../details/detail.ts';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { payloads, subscribedTopic } from '../messages.testing.ts';

export interface TestEntry {
  kind: string;
  entry: Buffer;
  /** Absent for what is public or erased. */
  payload?: string;
  salt?: Buffer;
  details?: Detail[];
}

/** An event as it was told. */
export interface TestEvent {
  kind?: string;
  payload: JsonObject;
  /** Whether the opening is gone. */
  erased?: boolean;
  /** Details that are gone. */
  deleted?: DetailKind[];
}

/** An entry that commits to a payload, and the payload to its details; an erased one has lost it. */
export function committed(
  { kind = 'consent', payload, erased = false, deleted = [] }: TestEvent,
  salt: Buffer,
): TestEntry {
  const closed = kind === 'consent' ? close(payload, salt) : { payload, details: [] };
  const json = encodeCanonicalJson(closed.payload);
  const details = closed.details.filter((detail) => !deleted.includes(detail.kind));
  const entry = encodeLeaf({ c: commitTo(json, salt).toString('base64'), k: kind, v: 1 });
  return erased ? { kind, entry } : { kind, entry, payload: json, salt, details };
}

/** With salts that are the same each time. A payload of version 1 keeps its details in itself. */
function close(payload: JsonObject, salt: Buffer): { payload: JsonObject; details: Detail[] } {
  if (payload.v === 1) return { payload, details: [] };
  let made = 0;
  const newSalt = () => createHash('sha256').update(salt).update(String(made++)).digest();
  return closeDetails(payload as ConsentPayload, newSalt);
}

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** What one resident did, with ids that are the same each time: asked, confirmed, and left when `left` says so. */
export function storyOf(resident: number, { left = true } = {}): { payload: JsonObject }[] {
  const ids = {
    eventId: id(resident * 10),
    requestId: id(resident * 10 + 1),
    residentId: id(resident * 10 + 2),
  };
  const address = `resident.${resident}@example.ca`;
  const topics = [subscribedTopic({ subscriptionId: id(resident * 10 + 3) })];
  const story = [
    payloads.asked({ ...ids, address }),
    payloads.confirmed({ ...ids, eventId: id(resident * 10 + 4), address, topics }),
    payloads.withdrew({
      residentId: ids.residentId,
      eventId: id(resident * 10 + 5),
      topics: topics.map((topic) => ({ ...topic, version: 2 })),
    }),
  ];
  return story.slice(0, left ? 3 : 2).map((payload) => ({ payload }));
}
