import { describe, expect, it } from '@jest/globals';
import { InvalidMessage, personalLetters, readMessage } from './index.ts';

const KIND = 'personal-letter-asked.v1';
const asked = (own: object) => ({
  letterId: '0190f5c0-0000-7000-8000-0000000000b1',
  residentId: '0190f5c0-0000-7000-8000-000000000002',
  address: 'resident@example.ca',
  language: 'en',
  occurredAt: '2026-03-02T15:00:00.000Z',
  expiresAt: '2026-03-03T15:00:00.000Z',
  ...own,
});
const token = 'T'.repeat(43);
const topics = ['digital-plan'];

describe('a personal letter that is asked for', () => {
  it.each(personalLetters)('%s: is taken with a link and with topics', (kind) => {
    expect(readMessage(KIND, asked({ kind, token, topics }))).toMatchObject({ kind, token, topics });
  });

  it.each([
    ['manage-link', 'token', { topics }],
    ['confirm-old-address', 'token', {}],
    ['left', 'topics', { topics: [] }],
    ['left', 'topics', {}],
    ['left', 'token', { topics, token: 'short' }],
    ['welcome', 'kind', { token, topics }],
  ])('%s: is refused without a sound %s', (kind, missing, own) => {
    const refused = () => readMessage(KIND, asked({ kind, ...own }));
    expect(refused).toThrow(new InvalidMessage(`${KIND}: ${missing}`));
  });
});
