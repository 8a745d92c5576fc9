import { randomUUID } from 'node:crypto';
import {
  AskedRecordedV1,
  AskedRecordedV2,
  PersonalLetterAskedV1,
  PreferencesChangedV1,
  ResidentErasedV1,
  ResidentErasedV2,
  StandingEndedV1,
  StandingGrantedV1,
  StandingGrantedV2,
  StandingGrantedV3,
  TopicPublishedV1,
} from '#libs/contracts';

export function topicPublished(own: Partial<TopicPublishedV1> = {}): TopicPublishedV1 {
  return Object.assign(new TopicPublishedV1(), {
    topic: 'digital-plan',
    topicVersion: 1,
    open: true,
    names: { en: 'Digital plan', fr: 'Plan numérique' },
    notices: [{ language: 'en', sha256: 'a'.repeat(64), text: 'We ask for your address.' }],
    sender: sender(),
    publishedAt: '2026-03-01T12:00:00.000Z',
    ...own,
  });
}

export function sender(own: Partial<TopicPublishedV1['sender']> = {}): TopicPublishedV1['sender'] {
  return {
    organisation: { en: 'Example City', fr: 'Ville d’Exemple' },
    division: { en: 'Communications Division', fr: 'Division des communications' },
    postalAddress: { en: ['1 Main Street', 'Example ON'], fr: ['1, rue Principale', 'Example (Ontario)'] },
    email: 'news@example.ca',
    telephone: '416-555-0100',
    web: 'https://www.example.ca',
    ...own,
  };
}

export function askedRecorded(own: Partial<AskedRecordedV2> = {}): AskedRecordedV2 {
  return Object.assign(new AskedRecordedV2(), {
    ...askedRecordedBefore(),
    residentId: randomUUID(),
    ...own,
  });
}

/** As *consent* said it before it told who is meant. */
export function askedRecordedBefore(own: Partial<AskedRecordedV1> = {}): AskedRecordedV1 {
  return Object.assign(new AskedRecordedV1(), {
    requestId: randomUUID(),
    address: 'anne@example.org',
    language: 'en',
    topics: ['digital-plan'],
    ledgerIndex: 7,
    confirmation: { token: 'T'.repeat(43), expiresAt: '2026-03-09T14:59:00.000Z' },
    ...own,
  });
}

export const RECEIPT = `8.${'R'.repeat(32)}`;

export function granted(own: Partial<StandingGrantedV3> = {}): StandingGrantedV3 {
  return Object.assign(new StandingGrantedV3(), {
    ...grantedBefore(),
    receipt: RECEIPT,
    basis: 'express',
    ...own,
  });
}

/** As *consent* said it before it told where a consent comes from. */
export function grantedWithoutBasis(own: Partial<StandingGrantedV2> = {}): StandingGrantedV2 {
  return Object.assign(new StandingGrantedV2(), { ...grantedBefore(), receipt: RECEIPT, ...own });
}

/** As *consent* said it before there were receipts. */
export function grantedBefore(own: Partial<StandingGrantedV1> = {}): StandingGrantedV1 {
  return Object.assign(new StandingGrantedV1(), {
    residentId: randomUUID(),
    address: 'anne@example.org',
    language: 'en',
    standings: [standing()],
    grantedAt: '2026-03-02T14:59:30.000Z',
    ...own,
  });
}

export function ended(own: Partial<StandingEndedV1> = {}): StandingEndedV1 {
  return Object.assign(new StandingEndedV1(), {
    residentId: randomUUID(),
    standings: [standing({ version: 2, ledgerIndex: 9 })],
    reason: 'withdrew',
    endedAt: '2026-03-02T14:59:50.000Z',
    ...own,
  });
}

export function erased(own: Partial<ResidentErasedV2> = {}): ResidentErasedV2 {
  return Object.assign(new ResidentErasedV2(), { ...erasedBefore(), addresses: [], ...own });
}

/** As *consent* said it before it told the spellings of the address. */
export function erasedBefore(own: Partial<ResidentErasedV1> = {}): ResidentErasedV1 {
  return Object.assign(new ResidentErasedV1(), {
    residentIds: [randomUUID()],
    addressHash: Buffer.alloc(32, 7).toString('base64'),
    erasedAt: '2026-03-02T14:59:55.000Z',
    ...own,
  });
}

export function standing(own: Partial<StandingGrantedV1['standings'][number]> = {}) {
  return { topic: 'digital-plan', subscriptionId: randomUUID(), version: 1, ledgerIndex: 8, ...own };
}

export function preferencesChanged(own: Partial<PreferencesChangedV1> = {}): PreferencesChangedV1 {
  return Object.assign(new PreferencesChangedV1(), {
    residentId: randomUUID(),
    version: 1,
    language: 'en',
    pausedUntil: null,
    frequencies: [{ topic: 'digital-plan', frequency: 'as-it-happens' }],
    ...own,
  });
}

export function personalLetterAsked(own: Partial<PersonalLetterAskedV1> = {}): PersonalLetterAskedV1 {
  return Object.assign(new PersonalLetterAskedV1(), {
    letterId: randomUUID(),
    kind: 'manage-link',
    residentId: randomUUID(),
    address: 'anne@example.org',
    language: 'en',
    occurredAt: '2026-03-02T14:59:40.000Z',
    expiresAt: '2026-03-03T14:59:40.000Z',
    token: 'T'.repeat(43),
    ...own,
  });
}
