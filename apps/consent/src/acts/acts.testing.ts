import { randomUUID } from 'node:crypto';
import { AnnouncementReleasedV1, DeliveryAskedV1, DispatchFinishedV1 } from '#libs/contracts';
import { sha256 } from '../messages.testing.ts';

export function released(own: Partial<AnnouncementReleasedV1> = {}): AnnouncementReleasedV1 {
  return Object.assign(new AnnouncementReleasedV1(), {
    eventId: randomUUID(),
    announcementId: randomUUID(),
    topic: 'digital-plan',
    contentHash: sha256('content'),
    subjects: { en: 'Meetings in March', fr: 'Réunions en mars' },
    authorSubject: 'subject-of-amira',
    approverSubject: 'subject-of-paul',
    releasedAt: '2026-03-02T14:59:52.000Z',
    ...own,
  });
}

export function dispatchFinished(own: Partial<DispatchFinishedV1> = {}): DispatchFinishedV1 {
  return Object.assign(new DispatchFinishedV1(), {
    dispatchId: randomUUID(),
    announcementId: randomUUID(),
    topic: 'digital-plan',
    contentHash: sha256('content'),
    audience: 3,
    accepted: 2,
    suppressed: 1,
    failed: 0,
    uncertain: 0,
    manifest: sha256('manifest'),
    plannedAt: '2026-03-02T14:59:53.000Z',
    finishedAt: '2026-03-02T14:59:58.000Z',
    ...own,
  });
}

export function deliveryAsked(own: Partial<DeliveryAskedV1> = {}): DeliveryAskedV1 {
  return Object.assign(new DeliveryAskedV1(), {
    eventId: randomUUID(),
    auditorSubject: 'subject-of-odile',
    askedAt: '2026-03-02T15:00:00.000Z',
    messageId: `<${'A'.repeat(28)}@news.example.ca>`,
    dispatchId: randomUUID(),
    announcementId: randomUUID(),
    topic: 'digital-plan',
    contentHash: sha256('content'),
    residentId: randomUUID(),
    outcome: 'accepted',
    ledgerIndex: 3,
    handedAt: '2026-03-02T14:59:55.000Z',
    ...own,
  });
}
