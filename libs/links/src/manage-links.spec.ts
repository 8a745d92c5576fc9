import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LeaveLinks } from './leave-links.ts';
import { ManageLinks } from './manage-links.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const ID = '0190f5c0-1234-4abc-8def-0123456789ab';
const NOW = new Date('2026-03-02T15:00:00.000Z');
const LATER = new Date('2026-03-03T15:00:00.000Z');
const DAY = 86_400_000;
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const links = new ManageLinks([key(1)]);

describe('manage links', () => {
  it('CONF-3: a token reads back to its resident, and says whether it is fresh', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(links.read(links.mailed(id, NOW), NOW)).toEqual({ residentId: id, isFresh: false });
        expect(links.read(links.fresh(id, LATER), NOW)).toEqual({ residentId: id, isFresh: true });
      }),
    );
    expect(links.mailed(ID, NOW)).toMatch(/^[A-Za-z0-9_-]{60}$/);
  });

  it('CONF-3: a fresh one ends at its moment, one of a mail after 400 days', () => {
    const fresh = links.fresh(ID, LATER);
    expect(links.read(fresh, new Date(LATER.getTime() - 1))).toBeDefined();
    expect(links.read(fresh, LATER)).toBeUndefined();
    const mailed = links.mailed(ID, NOW);
    expect(links.read(mailed, later(400 * DAY))).toBeDefined();
    expect(links.read(mailed, later(402 * DAY))).toBeUndefined();
    expect(links.mailed(ID, later(60_000))).toBe(mailed);
  });

  it('CONF-3: a mailed one cannot be made into a fresh one, and no change of a character is ours', () => {
    for (const token of [links.mailed(ID, NOW), links.fresh(ID, LATER)]) {
      for (let at = 0; at < token.length; at += 1) {
        const other = token[at] === 'A' ? 'B' : 'A';
        expect(links.read(token.slice(0, at) + other + token.slice(at + 1), NOW)).toBeUndefined();
      }
    }
  });

  it('are what they always were, since they stand in mails that were sent', () => {
    expect(links.mailed(ID, NOW)).toBe('AQGQ9cASNEq8je8BI0VniatrtXyAax4Ohrnrj9Qa6LFGk9RIKZ_3mKssF1ex');
  });

  it('CONF-3: is another secret than the leave link', () => {
    const leave = new LeaveLinks([key(1)]);
    expect(links.read(leave.token(ID), NOW)).toBeUndefined();
    expect(leave.read(links.mailed(ID, NOW))).toBeUndefined();
    expect(links.mailed(ID, NOW)).not.toContain(leave.token(ID).slice(-20));
  });

  it('old links work after a rotation, until their key is taken away', () => {
    const token = links.fresh(ID, LATER);
    expect(new ManageLinks([key(2), key(1)]).read(token, NOW)?.residentId).toBe(ID);
    expect(new ManageLinks([key(2)]).read(token, NOW)).toBeUndefined();
  });

  it.each(['', 'x', 'a'.repeat(60), '%00', `${'a'.repeat(59)}=`])('%j is none', (text) => {
    expect(links.read(text, NOW)).toBeUndefined();
  });

  it('is never made without a key, or for what is no UUID', () => {
    expect(() => new ManageLinks([]).mailed(ID, NOW)).toThrow('LINK_KEYS');
    expect(() => links.mailed('resident', NOW)).toThrow('UUID');
  });
});
