import type { Localised } from '#libs/site';
import type { Evidence } from '../evidence/evidence.ts';
import type { ConsentPayload, PayloadTopic } from '../ledger/consent-payload.ts';
import { purposeOf } from './purpose.ts';
import type { RecordFacts } from './record-facts.ts';

/*
 * Names and which of them are mandatory: ISO/IEC TS 27560:2023, 6.3.3 to 6.3.7, as told by the W3C DPV community group's report
 * "Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV" (2024-08-01), sections 8.2, 8.3 and 9. Types of purpose,
 * data and state are concepts of DPV 2. What is the city's choice is said in the README.
 */

/** States of 6.3.7.6, of which an entry brings a consent into one. */
const STATES: Record<string, string> = {
  confirmed: 'given',
  imported: 'given',
  withdrew: 'withdrawn',
  expired: 'expired',
  erased: 'terminated',
};

/**
 * Consent records, one for each topic of an entry that changed a consent, one JSON object a line. Lines with the same `record_id`
 * are one record in its states; the last is how it stands.
 */
export function isoRecords(evidence: Evidence, facts: RecordFacts): string {
  const { payload, index, stored } = evidence;
  if (!payload || !(payload.action in STATES)) return '';
  return payload.topics
    .map((topic) => ({
      header: {
        schema_version: 'ISO/IEC TS 27560:2023',
        record_id: topic.subscription_id,
        pii_principal_id: payload.resident_id,
      },
      pii_processing: processing(topic, evidence, facts),
      party_identification: [controller(facts, languageOf(topic, payload))],
      event: event(payload, facts),
      // Not a part of the standard: where the proof of this line is.
      ledger: { index, leaf_hash: stored.hash.toString('base64') },
    }))
    .map((record) => `${JSON.stringify(record)}\n`)
    .join('');
}

/** 6.3.4 and, for what is processed, 6.3.5. */
function processing(topic: PayloadTopic, evidence: Evidence, facts: RecordFacts) {
  const { retention, city } = facts;
  return {
    // RFC 6920: a name for exactly the words that were shown.
    privacy_notice: `ni:///sha-256;${Buffer.from(topic.notice, 'hex').toString('base64url')}`,
    ...(evidence.payload && { language: languageOf(topic, evidence.payload) }),
    purposes: [
      {
        purpose: purposeOf(topic, evidence.notices),
        purpose_type: 'https://w3id.org/dpv#CommunicationManagement',
        lawful_basis: 'https://w3id.org/dpv#Consent',
        // The address itself would only lie about in one more file: 6.3.5.2 asks for an identifier.
        pii_information: [
          {
            pii_type: 'https://w3id.org/dpv/pd#EmailAddress',
            pii_attribute_id: evidence.payload?.resident_id,
          },
        ],
        pii_controllers: [city.sender.web],
        collection_method: 'web form, confirmed by a link in a mail to the address',
        storage_locations: facts.storageLocations,
        // ISO 8601, from the end of all that the resident followed.
        retention_period: `P${retention.ended.years}Y${retention.ended.days}D`,
        jurisdiction: facts.jurisdiction,
        recipient_third_parties: facts.recipients,
        withdrawal_method: 'a link in each message, its one-click header, or mail to the unsubscribe address',
      },
    ],
  };
}

/** 6.3.6. */
function controller({ city: { sender, officer } }: RecordFacts, language: string) {
  return {
    party_id: sender.web,
    party_name: inWords(sender.organisation, language),
    party_role: 'PII controller',
    party_type: 'public body',
    party_address: inWords(sender.postalAddress, language).join(', '),
    party_contact: inWords(officer.title, language),
    party_email: sender.email,
    party_phone: sender.telephone,
    party_url: sender.web,
  };
}

/** 6.3.7. Whoever did it is the resident, or the city where a law's clock, an import or an erasure did. */
function event(payload: ConsentPayload, { city }: RecordFacts) {
  const { action, occurred_at, resident_id } = payload;
  const isResidents = action === 'confirmed' || action === 'withdrew';
  const isImplied = action === 'expired' || (action === 'imported' && payload.basis !== 'express');
  return {
    event_id: payload.event_id,
    event_time: occurred_at,
    validity_duration: validity(payload),
    entity_id: isResidents ? resident_id : city.sender.web,
    event_type: isImplied ? 'implied' : 'explicit',
    event_state: STATES[action],
  };
}

/** ISO 8601: an interval where it ends by itself, nothing once it is over; else it holds until the resident ends it. */
function validity(payload: ConsentPayload): string {
  if (payload.action === 'confirmed') return 'until withdrawn';
  if (payload.action !== 'imported') return 'P0D';
  return payload.expires_at === null ? 'until withdrawn' : `${payload.occurred_at}/${payload.expires_at}`;
}

function languageOf(topic: PayloadTopic, payload: ConsentPayload): string {
  return String(topic.notice_language ?? payload.language ?? 'und');
}

function inWords<T extends string | string[]>(words: Localised<T>, language: string): T {
  const found = words[language] ?? Object.values(words)[0];
  if (found === undefined) throw new Error('a city without words');
  return found;
}
