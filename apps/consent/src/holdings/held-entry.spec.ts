import { describe, expect, it } from '@jest/globals';
import { readEvidence } from '../evidence/evidence.ts';
import { payloads } from '../messages.testing.ts';
import { heldEntry } from './held-entry.ts';

const stored = (kind: 'consent' | 'staff', payload: object) =>
  readEvidence({
    index: 7,
    kind,
    entry: Buffer.from('{"k":"x"}'),
    hash: Buffer.alloc(32, 1),
    payload: JSON.stringify(payload),
    salt: Buffer.alloc(32, 2),
    recordedAt: new Date('2026-03-02T15:00:01Z'),
    address: null,
  });

describe('heldEntry', () => {
  it('PROOF-6: gives a consent event whole, with what opens it', () => {
    const payload = payloads.confirmed();
    const held = heldEntry(stored('consent', payload));
    expect(held).toMatchObject({ index: 7, action: 'confirmed', payload: JSON.stringify(payload) });
    expect(Buffer.from(held.salt ?? '', 'base64')).toEqual(Buffer.alloc(32, 2));
    const { v: _, ...facts } = payload;
    expect(held.facts).toEqual(facts);
  });

  it('tells what a person of the city did by their role, and gives nothing that would open who it was', () => {
    const look = { v: 1, event_id: 'e', occurred_at: '2026-03-02T15:00:00.000Z', resident_id: 'r' };
    const held = heldEntry(
      stored('staff', { ...look, action: 'looked-at-resident', auditor: 'odile', shown: 'history' }),
    );
    expect(held.facts).toMatchObject({ role: 'auditor', shown: 'history' });
    expect(held.payload).toBeUndefined();
    expect(held.salt).toBeUndefined();
    for (const name of ['by', 'reason', 'author', 'approver', 'person']) {
      const other = heldEntry(stored('staff', { ...look, action: 'set-hold', [name]: 'odile' }));
      expect(JSON.stringify(other)).not.toContain('odile');
    }
  });
});
