import { createHash } from 'node:crypto';
import type { JsonObject } from '#libs/tlog';
import type { TestFiles } from './verify.testing.ts';

export type Event = { kind?: string; payload: JsonObject; erased?: boolean };

/** A dispatch that is over, with the list of its deliveries: as an event, as a file, and as a package has it. */
export function sent(files: TestFiles, lines: string[], own: JsonObject = {}) {
  const text = lines.map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  const payload = {
    v: 1,
    event_id: 'd',
    action: 'finished-dispatch',
    topic: 'digital-plan',
    planned_at: '2026-03-02T16:00:00.000Z',
    occurred_at: '2026-03-02T16:05:00.000Z',
    manifest: sha256,
    ...own,
  };
  const event: Event = { kind: 'send', payload };
  return { event, manifest: files.write(text), list: { sha256, text } };
}

/** The city says that it has the list. */
export function kept(sha256: string): Event {
  const payload = { v: 1, event_id: 'k', action: 'kept-manifest', occurred_at: '2026-03-02T16:06:00.000Z' };
  return { kind: 'send', payload: { ...payload, topic: 'digital-plan', manifest: sha256 } };
}
