import { commitTo, encodeCanonicalJson, encodeLeaf, type JsonObject } from '#libs/tlog';
import { payloads, subscribedTopic } from '../messages.testing.ts';

export interface TestEntry {
  kind: string;
  entry: Buffer;
  /** Absent for what is public or erased. */
  payload?: string;
  salt?: Buffer;
}

/** An entry that commits to a payload; an erased one has lost it. */
export function committed(
  { kind = 'consent', payload, erased = false }: { kind?: string; payload: JsonObject; erased?: boolean },
  salt: Buffer,
): TestEntry {
  const json = encodeCanonicalJson(payload);
  const entry = encodeLeaf({ c: commitTo(json, salt).toString('base64'), k: kind, v: 1 });
  return erased ? { kind, entry } : { kind, entry, payload: json, salt };
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
