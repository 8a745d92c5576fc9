import { describe, expect, it } from '@jest/globals';
import { closeDetails } from '../details/detail.ts';
import { type BesideEntry, readEvidence } from '../evidence/evidence.ts';
import { payloads } from '../messages.testing.ts';
import { heldEntry } from './held-entry.ts';

const stored = (kind: 'consent' | 'staff', payload: object, beside?: BesideEntry) =>
  readEvidence(
    {
      index: 7,
      kind,
      entry: Buffer.from('{"k":"x"}'),
      hash: Buffer.alloc(32, 1),
      payload: JSON.stringify(payload),
      salt: Buffer.alloc(32, 2),
      recordedAt: new Date('2026-03-02T15:00:01Z'),
      address: null,
    },
    beside,
  );

describe('heldEntry', () => {
  it('PROOF-6: gives a consent event whole, with what opens it', () => {
    const payload = payloads.confirmed();
    const held = heldEntry(stored('consent', payload));
    expect(held).toMatchObject({ index: 7, action: 'confirmed', payload: JSON.stringify(payload) });
    expect(Buffer.from(held.salt ?? '', 'base64')).toEqual(Buffer.alloc(32, 2));
    const { v: _, ...facts } = payload;
    expect(held.facts).toEqual(facts);
  });

  it('PROOF-5, PROOF-6: gives what opens each detail, and of one that is gone the rule and the moment', () => {
    const told = payloads.confirmed();
    const { payload, details } = closeDetails(told, () => Buffer.alloc(32, 3));
    const rule = { class: 'user_agent', days: 366 };
    const deletedAt = new Date('2027-03-03T15:00:00Z');
    const there = details.filter(({ kind }) => kind !== 'user_agent');
    const beside = { details: there, deleted: { user_agent: { deletedAt, rule } } };
    const held = heldEntry(stored('consent', payload, beside));
    const salt = Buffer.alloc(32, 3).toString('base64');
    expect(held.details).toEqual({
      address: { value: 'resident@example.ca', salt },
      client_address: { value: '192.0.2.7', salt },
      user_agent: { deleted_at: '2027-03-03T15:00:00.000Z', rule },
    });
    expect(held.payload).toBe(JSON.stringify(payload));
    expect(held.facts).toMatchObject({ address: 'resident@example.ca' });
    expect(held.facts.manner).toEqual({
      control: 'confirm-button',
      page: '/confirm',
      client_address: '192.0.2.7',
    });
    expect(JSON.stringify(held.facts)).not.toContain('_c"');
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
