import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  ConsentAskedV1,
  ConsentConfirmedV1,
  ConsentDeclinedV1,
  ConsentImportedV1,
  ConsentWithdrewV1,
  TopicPublishedV1,
} from '#libs/contracts';
import {
  askedPayload,
  confirmedPayload,
  declinedPayload,
  importedPayload,
  withdrewPayload,
} from './intake/payloads.ts';
import type { Pending } from './intake/pending.query.ts';
import { pendingConsent } from './intake/pending-consent.ts';
import type { ConsentPayload } from './ledger/consent-payload.ts';

export const NOTICE_EN = 'We ask for your address to send you news. You can leave at any time.';
export const NOTICE_FR = 'Nous demandons votre adresse pour vous envoyer des nouvelles.';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function topicPublished(own: Partial<TopicPublishedV1> = {}): TopicPublishedV1 {
  return Object.assign(new TopicPublishedV1(), {
    topic: 'digital-plan',
    topicVersion: 1,
    open: true,
    names: { en: 'Digital plan', fr: 'Plan numérique' },
    notices: [
      { language: 'en', sha256: sha256(NOTICE_EN), text: NOTICE_EN },
      { language: 'fr', sha256: sha256(NOTICE_FR), text: NOTICE_FR },
    ],
    sender: {
      organisation: { en: 'Example City', fr: 'Ville d’Exemple' },
      division: { en: 'Communications', fr: 'Communications' },
      postalAddress: { en: ['1 Main Street'], fr: ['1, rue Principale'] },
      email: 'news@example.ca',
      telephone: '416-555-0100',
      web: 'https://www.example.ca',
    },
    publishedAt: '2026-03-01T12:00:00.000Z',
    ...own,
  });
}

export function asked(own: Partial<ConsentAskedV1> = {}): ConsentAskedV1 {
  return Object.assign(new ConsentAskedV1(), {
    eventId: randomUUID(),
    requestId: randomUUID(),
    residentId: randomUUID(),
    address: 'resident@example.ca',
    language: 'en',
    topics: [askedTopic()],
    occurredAt: '2026-03-02T14:59:00.000Z',
    manner: manner(),
    ...own,
  });
}

export function confirmed(own: Partial<ConsentConfirmedV1> = {}): ConsentConfirmedV1 {
  return Object.assign(new ConsentConfirmedV1(), {
    eventId: randomUUID(),
    requestId: randomUUID(),
    residentId: randomUUID(),
    address: 'resident@example.ca',
    language: 'en',
    topics: [subscribedTopic()],
    occurredAt: '2026-03-02T14:59:30.000Z',
    secondsSinceAsked: 30,
    touches: 1,
    manner: manner({ control: 'confirm-button', page: '/confirm' }),
    ...own,
  });
}

/** Somebody asked and confirmed a moment ago, for a service whose clock goes on. */
export function askedAndConfirmed(address: string): [ConsentAskedV1, ConsentConfirmedV1] {
  const common = {
    requestId: randomUUID(),
    residentId: randomUUID(),
    address,
    occurredAt: new Date().toISOString(),
  };
  return [asked(common), confirmed(common)];
}

export function declined(own: Partial<ConsentDeclinedV1> = {}): ConsentDeclinedV1 {
  return Object.assign(new ConsentDeclinedV1(), {
    eventId: randomUUID(),
    requestId: randomUUID(),
    residentId: randomUUID(),
    topics: [askedTopic()],
    occurredAt: '2026-03-02T14:59:40.000Z',
    manner: manner({ control: 'not-me-button', page: '/confirm/not-me' }),
    ...own,
  });
}

export function withdrew(own: Partial<ConsentWithdrewV1> = {}): ConsentWithdrewV1 {
  return Object.assign(new ConsentWithdrewV1(), {
    eventId: randomUUID(),
    residentId: randomUUID(),
    topics: [subscribedTopic({ version: 2 })],
    occurredAt: '2026-03-02T14:59:50.000Z',
    manner: manner({ control: 'one-click', page: '/leave' }),
    ...own,
  });
}

export const WORDING = 'I would like to hear about the plan.';

export function imported(own: Partial<ConsentImportedV1> = {}): ConsentImportedV1 {
  return Object.assign(new ConsentImportedV1(), {
    eventId: randomUUID(),
    importId: randomUUID(),
    residentId: randomUUID(),
    address: 'resident@example.ca',
    language: 'en',
    topics: [subscribedTopic({ notice: sha256(WORDING) })],
    basis: 'implied-by-inquiry',
    source: 'sheets of the open house',
    obtainedOn: '2026-02-11',
    wording: WORDING,
    occurredAt: '2026-03-02T14:59:00.000Z',
    ...own,
  });
}

export function askedTopic(own: Partial<ConsentAskedV1['topics'][number]> = {}) {
  return { topic: 'digital-plan', topicVersion: 1, notice: sha256(NOTICE_EN), ...own };
}

export function subscribedTopic(own: Partial<ConsentConfirmedV1['topics'][number]> = {}) {
  return { ...askedTopic(), subscriptionId: randomUUID(), version: 1, ...own };
}

export function manner(own: Partial<ConsentAskedV1['manner']> = {}) {
  return {
    control: 'subscribe-button',
    page: '/',
    clientAddress: '192.0.2.7',
    userAgent: 'Mozilla/5.0 (tëst)',
    ...own,
  };
}

export function confirmation() {
  return { token: 'T'.repeat(43), expiresAt: '2026-03-09T14:59:00.000Z' };
}

/** Events as the ledger's inbox holds them, for tests that begin there. */
export function pendingOf(payload: ConsentPayload, own: Partial<Pending> = {}): Pending {
  return {
    ...pendingConsent(payload, { storyId: randomUUID(), newSalt: () => randomBytes(32) }),
    ...own,
  };
}

const noNotices = new Map();

export const payloads = {
  asked: (own?: Partial<ConsentAskedV1>) => askedPayload(asked(own), noNotices),
  confirmed: (own?: Partial<ConsentConfirmedV1>) => confirmedPayload(confirmed(own), noNotices),
  declined: (own?: Partial<ConsentDeclinedV1>) => declinedPayload(declined(own), noNotices),
  imported: (own?: Partial<ConsentImportedV1>, expiresAt?: Date) =>
    importedPayload(imported(own), noNotices, expiresAt),
  withdrew: (own?: Partial<ConsentWithdrewV1>) => withdrewPayload(withdrew(own), noNotices, '2026-03-16'),
};
