import { describe, expect, it } from '@jest/globals';
import { canonicalJson, contentHash, type ReleasedContent } from './content-hash.ts';

const content = (changes: Partial<ReleasedContent> = {}): ReleasedContent => ({
  topic: 'digital-plan',
  consultation: null,
  texts: { en: { subject: 'Meetings', body: 'Come, please.' }, fr: { subject: 'Réunions', body: 'Venez.' } },
  sender: { email: 'plan@example.ca', telephone: '416-555-0100' },
  sendAt: new Date('2026-03-02T14:00:00Z'),
  ...changes,
});
const texts = content().texts;

describe('contentHash', () => {
  it('MSG-2: is the same for the same content, in whatever order it was read', () => {
    const turned = {
      sendAt: content().sendAt,
      sender: { telephone: '416-555-0100', email: 'plan@example.ca' },
    };
    const reordered = { ...turned, texts: { fr: { body: 'Venez.', subject: 'Réunions' }, en: texts.en } };
    expect(contentHash({ ...content(), ...reordered } as ReleasedContent)).toBe(contentHash(content()));
    expect(contentHash(content())).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Partial<ReleasedContent>]>([
    ['one comma of one language', { texts: { ...texts, en: { subject: 'Meetings', body: 'Come please.' } } }],
    ['a space at the end', { texts: { ...texts, fr: { subject: 'Réunions', body: 'Venez. ' } } }],
    ['a subject', { texts: { ...texts, fr: { subject: 'Reunions', body: 'Venez.' } } }],
    ['a language that is gone', { texts: { en: { subject: 'Meetings', body: 'Come, please.' } } }],
    ['the audience', { topic: 'parks' }],
    ['the consultation', { consultation: 'discotech' }],
    ['the sender', { sender: { email: 'plan@example.ca', telephone: '416-555-0101' } }],
    ['the time by a second', { sendAt: new Date('2026-03-02T14:00:01Z') }],
    ['no time', { sendAt: null }],
  ])('MSG-2: %s makes another hash', (_what, change) => {
    expect(contentHash(content(change))).not.toBe(contentHash(content()));
  });

  it('MSG-2: moving words from one field to another makes another hash', () => {
    const one = { en: { subject: 'a","body":"b', body: 'c' } };
    const other = { en: { subject: 'a', body: 'b","body":"c' } };
    expect(contentHash(content({ texts: one }))).not.toBe(contentHash(content({ texts: other })));
  });
});

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves out what is undefined', () => {
    expect(canonicalJson({ b: [{ d: 1, c: null }], a: undefined, A: 'é"' })).toBe(
      '{"A":"é\\"","b":[{"c":null,"d":1}]}',
    );
  });
});
