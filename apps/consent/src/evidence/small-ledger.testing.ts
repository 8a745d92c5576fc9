import { randomUUID } from 'node:crypto';
import type { RunningConsent } from '../consent.testing.ts';
import { insertNotice } from '../intake/notices.query.ts';
import { addPending } from '../intake/pending.query.ts';
import { manner, payloads, pendingOf, subscribedTopic, topicPublished } from '../messages.testing.ts';

export const HOSTILE = '=HYPERLINK("https://example.com")';

/** Six entries: the beginning, a notice, one resident who asked, confirmed and left, and a hostile request. */
export async function fillSmallLedger(consent: RunningConsent): Promise<void> {
  const { manager } = consent.dataSource;
  const residentId = randomUUID();
  const requestId = randomUUID();
  const [notice] = topicPublished().notices;
  if (!notice) throw new Error('no notice');
  const at = new Date('2026-03-01T12:00:00Z');
  const entity = { ...notice, topic: 'digital-plan', topicVersion: 1, topicName: 'Plan', receivedAt: at };
  await insertNotice(manager, entity);
  await addPending(
    manager,
    {
      kind: 'notice',
      eventId: null,
      storyId: randomUUID(),
      occurredAt: at,
      content: notice.sha256,
      sealed: null,
    },
    'notice',
  );
  const topics = [subscribedTopic()];
  for (const payload of [
    payloads.asked({ residentId, requestId }),
    payloads.confirmed({ residentId, requestId, topics }),
    payloads.withdrew({ residentId, topics: topics.map((topic) => ({ ...topic, version: 2 })) }),
  ]) {
    await addPending(manager, pendingOf(payload), 'normal');
  }
  const hostile = payloads.asked({
    address: '=1+1@example.ca',
    occurredAt: '2026-03-02T14:59:59Z',
    manner: manner({ userAgent: HOSTILE }),
  });
  await addPending(manager, pendingOf(hostile), 'normal');
  await consent.sequence();
}
