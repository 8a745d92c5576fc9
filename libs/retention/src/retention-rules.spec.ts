import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cutoffOf, readRetentionRules } from './retention-rules.ts';

describe('PROOF-5: retention rules', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidings-retention-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const rules = (text: string) => {
    writeFileSync(join(folder, 'retention.json'), text);
    return readRetentionRules(folder);
  };

  it('keep ended consent for three years and a margin, and requests for a month, unless a city says otherwise', () => {
    const defaults = readRetentionRules(folder);
    expect(defaults).toMatchObject({ unconfirmed: { days: 30 }, ended: { years: 3, days: 90 } });
    expect(rules('{"ended":{"years":7}}')).toEqual({ ...defaults, ended: { years: 7, days: 90 } });
  });

  it('have a clock for each detail: the address no longer than the proof needs it, the rest a year', () => {
    const defaults = readRetentionRules(folder);
    expect(defaults).toMatchObject({
      address: { years: 3, days: 90 },
      client_address: { days: 366 },
      user_agent: { days: 366 },
    });
    const shorter = rules('{"about":"by-law 12","client_address":{"days":180},"user_agent":{"days":90}}');
    expect(shorter).toEqual({ ...defaults, client_address: { days: 180 }, user_agent: { days: 90 } });
  });

  it.each([
    ['{"ended":{"years":2}}', 'ended.years should be a whole number, at least 3'],
    ['{"unconfirmed":{"days":7}}', 'unconfirmed.days should be a whole number, at least 8'],
    ['{"unconfirmed":{"days":"30"}}', 'unconfirmed.days'],
    ['{"addresses":{"days":30}}', 'addresses is no class of records'],
    ['{"address":{"years":2}}', 'address.years should be a whole number, at least 3'],
    ['{"client_address":{"days":7}}', 'client_address.days should be a whole number, at least 8'],
    ['{"user_agent":{"days":-1}}', 'user_agent.days should be a whole number, at least 8'],
  ])('cannot be %s', (text, complaint) => {
    expect(() => rules(text)).toThrow(complaint);
  });

  it.each([
    ['unconfirmed', '2026-03-31T10:00:00.000Z', '2026-03-01T10:00:00.000Z'],
    ['ended', '2029-06-01T10:00:00.000Z', '2026-03-03T10:00:00.000Z'],
    ['client_address', '2029-03-03T10:00:00.000Z', '2028-03-02T10:00:00.000Z'],
    ['ended', '2028-05-29T10:00:00.000Z', '2025-02-28T10:00:00.000Z'],
  ] as const)('%s, seen at %s, is what happened before %s', (name, now, before) => {
    expect(cutoffOf(readRetentionRules(folder), name, new Date(now)).toISOString()).toBe(before);
  });
});
