import type {
  AskedTopic,
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentDeclinedV1,
  ConsentImportedV1,
  ConsentWithdrewV1,
  Manner,
  SubscribedTopic,
} from '#libs/contracts';
import type { JsonObject } from '#libs/tlog';
import {
  type ConsentPayload,
  PAYLOAD_VERSION,
  type PayloadSubscription,
  type PayloadTopic,
} from '../ledger/consent-payload.ts';
import type { NoticeEntity } from './notice.entity.ts';

/** By hash, as far as known. */
export type Notices = ReadonlyMap<string, NoticeEntity>;

/** ASK-9: what the ledger keeps of asking, its details not closed yet. The token is no part of it. */
export function askedPayload(message: ConsentAskedV1, notices: Notices): ConsentPayload {
  return {
    ...event(message),
    action: 'asked',
    request_id: message.requestId,
    address: message.address,
    language: message.language,
    topics: message.topics.map((topic) => asTopic(topic, notices)),
  };
}

/** CONF-2: how it was confirmed, how long after it was asked, and how many visits did not confirm. */
export function confirmedPayload(message: ConsentConfirmedV1, notices: Notices): ConsentPayload {
  return {
    ...event(message),
    action: 'confirmed',
    request_id: message.requestId,
    address: message.address,
    language: message.language,
    topics: message.topics.map((topic) => asSubscription(topic, notices)),
    seconds_since_asked: message.secondsSinceAsked,
    touches: message.touches,
  };
}

export function declinedPayload(message: ConsentDeclinedV1, notices: Notices): ConsentPayload {
  return {
    ...event(message),
    action: 'declined',
    request_id: message.requestId,
    topics: message.topics.map((topic) => asTopic(topic, notices)),
  };
}

/** @param deadline the last day on which the law lets it take effect (LEAVE-4). */
export function withdrewPayload(
  message: ConsentWithdrewV1,
  notices: Notices,
  deadline: string,
): ConsentPayload {
  return {
    ...event(message),
    action: 'withdrew',
    topics: message.topics.map((topic) => asSubscription(topic, notices)),
    deadline,
  };
}

/** IMP-1: basis, source and day, and when it ends by itself (IMP-2). */
export function importedPayload(
  message: ConsentImportedV1,
  notices: Notices,
  expiresAt: Date | undefined,
): ConsentPayload {
  return {
    ...event({ ...message, manner: { control: 'import', page: '/staff/imports' } }),
    action: 'imported',
    import_id: message.importId,
    address: message.address,
    language: message.language,
    topics: message.topics.map((topic) => asSubscription(topic, notices)),
    basis: message.basis,
    source: message.source.toWellFormed(),
    obtained_on: message.obtainedOn,
    expires_at: expiresAt?.toISOString() ?? null,
  };
}

function event(message: { eventId: string; residentId: string; occurredAt: string; manner: Manner }) {
  return {
    v: PAYLOAD_VERSION,
    event_id: message.eventId,
    resident_id: message.residentId,
    occurred_at: new Date(message.occurredAt).toISOString(),
    manner: asManner(message.manner),
  } as const;
}

/** The purpose stands in the notice in full; here it is what the topic was called when it was asked for. */
function asTopic({ topic, topicVersion, notice }: AskedTopic, notices: Notices): PayloadTopic {
  const shown = notices.get(notice);
  return {
    topic,
    topic_version: topicVersion,
    notice,
    ...(shown && { notice_language: shown.language, purpose: shown.topicName }),
  };
}

function asSubscription(topic: SubscribedTopic, notices: Notices): PayloadSubscription {
  return { ...asTopic(topic, notices), subscription_id: topic.subscriptionId, version: topic.version };
}

/** Headers are whatever a program sent. */
function asManner({ control, page, clientAddress, userAgent }: Manner): JsonObject {
  return {
    control,
    page: storable(page),
    ...(clientAddress !== undefined && { client_address: storable(clientAddress) }),
    ...(userAgent !== undefined && { user_agent: storable(userAgent) }),
  };
}

/** Half of a surrogate pair has no place in canonical JSON, and a zero octet none in PostgreSQL. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
